// An address that ends in #comment-34 may lead to a later page of the thread: ask which.

const section = document.getElementById("comments");
const wanted = /^#comment-(\d+)$/.exec(window.location.hash);

if (section && wanted && !document.getElementById(`comment-${wanted[1]}`)) {
  window.location.replace(`${section.dataset.mentoringFind}?number=${wanted[1]}`);
}
