"""What each role may do, one by one: the table is written twice, so that a slip is seen."""

from __future__ import annotations

import pytest

from quita.domain.permissions import GRANTED, Permission, may

WHO = {
    "read": {"agent", "supervisor", "auditor", "admin"},
    "read_along": {"supervisor", "auditor", "admin"},
    "answer": {"agent", "supervisor", "admin"},
    "transfer": {"agent", "supervisor", "admin"},
    "take_over": {"supervisor", "admin"},
    "reassign": {"supervisor", "admin"},
    "annotate": {"agent", "supervisor", "admin"},
    "unmask": {"agent", "supervisor", "admin"},
    "identify": {"agent", "supervisor", "admin"},
    "negotiate": {"agent", "supervisor", "admin"},
    "register": {"agent", "supervisor", "admin"},
    "attach": {"agent", "supervisor", "admin"},
    "judge_receipt": {"agent", "supervisor", "admin"},
    "send_link": {"agent", "supervisor", "admin"},
    "approve": {"supervisor", "admin"},
    "see_figures": {"supervisor", "auditor", "admin"},
    "audit": {"auditor", "admin"},
    "manage_users": {"admin"},
    "write_content": {"designer"},
}


@pytest.mark.parametrize("role", [*GRANTED])
@pytest.mark.parametrize("permission", [*Permission])
def test_a_role_may_what_the_table_says_and_no_more(role: str, permission: Permission) -> None:
    assert may(role, permission) is (role in WHO[permission.value])


@pytest.mark.parametrize("permission", [*Permission])
def test_an_unknown_role_may_nothing(permission: Permission) -> None:
    assert not may("chefe", permission)
