import datetime as dt

import pytest
from django.db import OperationalError, transaction

from wagtail_mentoring.submissions import identity, limits
from wagtail_mentoring.submissions.conflicts import retry_on_conflict
from wagtail_mentoring.submissions.models import RateCount

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.timezone.utc)
HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


def test_posts_are_allowed_up_to_the_limit_of_a_window():
    assert [limits.allow("k", 3, HOUR, NOW) for _ in range(5)] == [True, True, True, False, False]


def test_the_next_window_starts_anew():
    assert limits.allow("k", 1, HOUR, NOW)
    assert not limits.allow("k", 1, HOUR, NOW + dt.timedelta(minutes=59))
    assert limits.allow("k", 1, HOUR, NOW + HOUR)


def test_keys_and_windows_count_apart():
    assert limits.allow("k", 1, HOUR, NOW)
    assert limits.allow("other", 1, HOUR, NOW)
    assert limits.allow("k", 1, dt.timedelta(minutes=1), NOW)


def test_a_refused_post_writes_nothing(django_assert_num_queries):
    limits.allow("k", 1, HOUR, NOW)
    with django_assert_num_queries(1):
        limits.allow("k", 1, HOUR, NOW)
    assert RateCount.objects.get().count == 1


def test_retry_after_is_the_rest_of_the_window():
    assert limits.retry_after(HOUR, NOW + dt.timedelta(minutes=45)) == 900


def test_counts_of_past_windows_are_purged():
    limits.allow("k", 1, HOUR, NOW)
    assert limits.purge(NOW + dt.timedelta(minutes=30)) == 0
    assert limits.purge(NOW + HOUR + dt.timedelta(seconds=1)) == 1


def test_addresses_of_one_ipv6_household_share_a_key():
    assert identity.network_key("2001:db8::1") == identity.network_key("2001:db8::ffff")
    assert identity.network_key("2001:db8:1::1") != identity.network_key("2001:db8:2::1")
    assert identity.network_key("::ffff:192.0.2.7") == identity.network_key("192.0.2.7")
    assert identity.network_key("192.0.2.7") != identity.network_key("192.0.2.8")


def test_what_is_no_address_is_no_network_of_its_own():
    unknown = identity.network_key(identity.UNKNOWN_ADDRESS)
    assert identity.network_key("192.0.2.7:40001") == unknown
    assert identity.network_key("192.0.2.7:40002") == unknown


def test_an_e_mail_address_has_one_key_however_it_is_written():
    assert identity.email_key(" Ada@Mail.Example") == identity.email_key("ada@mail.example")
    assert identity.email_key("") == ""


@pytest.mark.parametrize(
    "host", ["\uff4dail.example", "ma\u00adil.example", "mail\u3002example", "MAIL.example"]
)
def test_a_host_in_disguise_is_the_same_address(host):
    assert identity.email_key(f"ada@{host}") == identity.email_key("ada@mail.example")


def test_a_host_in_its_own_script_and_in_that_of_machines_is_the_same_address():
    assert identity.email_key("ada@b\u00fccher.example") == identity.email_key(
        "ada@xn--bcher-kva.example"
    )


@pytest.mark.parametrize("email", ["ada", "ada@", "ada@a..b", "ada@" + "\u00fc" * 100_000])
def test_what_is_no_address_has_a_key_all_the_same(email):
    assert len(identity.email_key(email)) == 64


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_write_that_the_database_broke_off_is_tried_again():
    tries = []

    def act():
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("deadlock found")
        return "done"

    assert retry_on_conflict(act) == "done"


def test_inside_a_transaction_a_broken_off_write_is_not_tried_again():
    tries = []

    def act():
        tries.append(1)
        raise OperationalError("deadlock found")

    with transaction.atomic(), pytest.raises(OperationalError):
        retry_on_conflict(act)
    assert len(tries) == 1
