"""Places in threads."""

import pytest

from wagtail_mentoring.wordpress.threads import arrange


def heads(*pairs):
    return [(key, parent, f"2012-03-{day:02}") for day, (key, parent) in enumerate(pairs, 1)]


def test_a_reply_may_stand_before_what_it_answers():
    thread = arrange([("2", "1", "2012-03-02"), ("1", "0", "2012-03-01")])
    assert thread.parents == [1, None]
    assert thread.order == [1, 0]
    assert thread.depth == 2


def test_a_lost_parent_leaves_the_reply_at_the_top():
    thread = arrange(heads(("1", "99"), ("2", "1")))
    assert thread.parents == [None, 0]
    assert thread.lost == {0}
    assert thread.depth == 2


def test_a_comment_that_answers_itself_stands_at_the_top():
    thread = arrange(heads(("1", "1")))
    assert thread.parents == [None]
    assert thread.repaired == {"comment_answers_itself": 1}


@pytest.mark.parametrize("tail", [(), (("4", "3"),)])
def test_a_circle_opens_at_its_oldest_comment(tail):
    thread = arrange(heads(("1", "3"), ("2", "1"), ("3", "2"), *tail))
    assert thread.parents[:3] == [None, 0, 1]
    assert thread.repaired == {"comments_in_circle": 3}
    assert thread.depth == 3 + len(tail)


def test_two_comments_of_one_number_both_stay():
    thread = arrange(heads(("1", "0"), ("1", "0"), ("2", "1")))
    assert thread.parents == [None, None, 0]
    assert thread.repaired == {"comment_id_twice": 1}


def test_deep_threads_cost_no_recursion():
    thread = arrange([(str(n), str(n + 1), "2012") for n in range(1, 5001)])
    assert thread.depth == 5000
    assert thread.lost == {4999}
