// Replying in place: moves the form below the response it answers. Without this script the same
// link opens the form on a page of its own.

const section = document.getElementById("respond");

if (section) {
  const heading = document.getElementById("respond-heading");
  const title = heading.textContent;
  const parent = section.querySelector("input[name=parent]");
  const cancel = section.querySelector("[data-mentoring-cancel]");
  const home = document.createComment("respond");
  let link = null;

  section.before(home);

  const reply = (clicked) => {
    link = clicked;
    link.closest("article").after(section);
    parent.value = link.dataset.mentoringReply;
    heading.textContent = heading.dataset.mentoringReplyTitle.replace(
      "{name}",
      () => link.dataset.mentoringName,
    );
    cancel.hidden = false;
    heading.focus();
  };

  document.getElementById("comments").addEventListener("click", (event) => {
    const clicked = event.target.closest("a[data-mentoring-reply]");
    if (clicked && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      reply(clicked);
    }
  });

  cancel.addEventListener("click", () => {
    home.after(section);
    parent.value = "";
    heading.textContent = title;
    cancel.hidden = true;
    link.focus();
  });
}
