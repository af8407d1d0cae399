"""`/desk/admin`: the team. Who works here, as what, and how many conversations each one takes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.agent_desk import staff_words
from connectors.agent_desk.answers import field
from connectors.agent_desk.door import Core, Door, Refused, Seat
from connectors.agent_desk.render import page
from connectors.agent_desk.session import PATH
from quita.domain.permissions import Permission
from quita.services.accounts import MAX_NAME, UnfitUser, plain
from quita.services.ports import Profile
from quita.services.staff import GIVEN_LASTS, MAX_CAPACITY, Member

ADMIN = f"{PATH}/admin"
SHOWN_ACTS = 20


@dataclass(frozen=True)
class Filled:
    """What was filled in, to be given back with what was wrong about it."""

    login: str = ""
    name: str = ""
    role: str = "agent"
    capacity: str = str(Profile.capacity)

    @property
    def number(self) -> int:
        """The capacity.

        Raises:
            UnfitUser: it is no number.
        """
        if not (self.capacity.isascii() and self.capacity.isdecimal() and len(self.capacity) < 4):
            raise UnfitUser("capacity", "a capacity is a number")
        return int(self.capacity)


def add_staff(routes: Blueprint, core: Core, door: Door) -> None:
    """Add the routes."""
    _showing(routes, core, door)
    _changing(routes, core, door)
    _admitting(routes, core, door)


def _showing(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.get("/admin")
    async def team(request: Request) -> HTTPResponse:
        seat = await door.enter(request, Permission.MANAGE_USERS)
        return await _team(core, seat, str(request.args.get("q", ""))[:MAX_NAME])

    @routes.get("/admin/people/<user_id:str>")
    async def member(request: Request, user_id: str) -> HTTPResponse:
        seat = await door.enter(request, Permission.MANAGE_USERS)
        told = staff_words.DONE.get(str(request.args.get("done", "")), "")
        return await _member(core, seat, user_id, told=told)


def _changing(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/admin/people")
    async def add(request: Request) -> HTTPResponse:
        seat = await door.act(request, Permission.MANAGE_USERS)
        filled = _filled(request)
        try:
            made = core().staff.add
            fields = (filled.login, filled.name, filled.role, filled.number)
            user, password = await asyncio.to_thread(made, seat.user, *fields)
        except UnfitUser as problem:
            return await _team(core, seat, filled=filled, problem=problem.what)
        return _given(seat, await asyncio.to_thread(core().staff.member, user.id), password)

    @routes.post("/admin/people/<user_id:str>/change")
    async def change(request: Request, user_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.MANAGE_USERS)
        filled = _filled(request)
        if user_id == seat.user.id and filled.role != seat.user.role:
            return await _member(core, seat, user_id, filled=filled, problem="own_role")
        try:
            fields = (filled.name, filled.role, filled.number)
            await asyncio.to_thread(core().staff.change, seat.user, user_id, *fields)
        except UnfitUser as problem:
            return await _member(core, seat, user_id, filled=filled, problem=problem.what)
        return _done(user_id, "changed")


async def _about_another(door: Door, request: Request, user_id: str) -> Seat:
    """Let a manager of the team act on somebody else's access; on their own nobody does."""
    seat = await door.act(request, Permission.MANAGE_USERS)
    if user_id == seat.user.id:
        raise Refused(403, "own_access")
    return seat


def _admitting(routes: Blueprint, core: Core, door: Door) -> None:
    @routes.post("/admin/people/<user_id:str>/password")
    async def password(request: Request, user_id: str) -> HTTPResponse:
        seat = await _about_another(door, request, user_id)
        given = await asyncio.to_thread(core().staff.new_password, seat.user, user_id)
        return _given(seat, await asyncio.to_thread(core().staff.member, user_id), given)

    @routes.post("/admin/people/<user_id:str>/factor-off")
    async def factor_off(request: Request, user_id: str) -> HTTPResponse:
        seat = await _about_another(door, request, user_id)
        await asyncio.to_thread(core().staff.drop_factor, seat.user, user_id)
        return _done(user_id, "factor")

    @routes.post("/admin/people/<user_id:str>/deactivate")
    async def deactivate(request: Request, user_id: str) -> HTTPResponse:
        seat = await _about_another(door, request, user_id)
        await asyncio.to_thread(core().staff.deactivate, seat.user, user_id)
        return _done(user_id, "deactivated")

    @routes.post("/admin/people/<user_id:str>/reactivate")
    async def reactivate(request: Request, user_id: str) -> HTTPResponse:
        seat = await door.act(request, Permission.MANAGE_USERS)
        await asyncio.to_thread(core().staff.reactivate, seat.user, user_id)
        return _done(user_id, "reactivated")


def _filled(request: Request) -> Filled:
    return Filled(
        field(request, "login"),
        field(request, "name"),
        field(request, "role"),
        field(request, "capacity"),
    )


async def _team(
    core: Core, seat: Seat, q: str = "", filled: Filled | None = None, problem: str = ""
) -> HTTPResponse:
    everybody = await asyncio.to_thread(core().staff.everybody)
    found = [one for one in everybody if _fits(one, q)]
    return page(
        "team.html",
        400 if problem else 200,
        seat=seat,
        team=found,
        active=sum(one.user.active for one in everybody),
        q=q,
        filled=filled or Filled(),
        problem=staff_words.PROBLEMS[problem] if problem else "",
        duties=staff_words.DUTIES,
        most=MAX_CAPACITY,
    )


async def _member(
    core: Core,
    seat: Seat,
    user_id: str,
    filled: Filled | None = None,
    problem: str = "",
    told: str = "",
) -> HTTPResponse:
    member = await asyncio.to_thread(core().staff.member, user_id)
    trail = member.trail[:SHOWN_ACTS]
    actors = {str(entry["actor"]).removeprefix("agent:") for entry in trail}
    names = await asyncio.to_thread(core().accounts.names, actors)
    user, capacity = member.user, str(member.profile.capacity)
    return page(
        "member.html",
        400 if problem else 200,
        seat=seat,
        member=member,
        filled=filled or Filled(user.login, user.name, user.role, capacity),
        problem=staff_words.PROBLEMS[problem] if problem else "",
        told=told,
        acts=[
            (entry["at"], names.get(str(entry["actor"]).removeprefix("agent:"), "Sistema"),
             staff_words.act(str(entry["action"]), entry["details"]))
            for entry in trail
        ],
        duties=staff_words.DUTIES,
        most=MAX_CAPACITY,
    )  # fmt: skip


def _given(seat: Seat, member: Member, password: str) -> HTTPResponse:
    """Show a password, once: it stands in this answer alone, which no cache keeps."""
    hours = int(GIVEN_LASTS.total_seconds()) // 3600
    return page("given.html", seat=seat, member=member, password=password, hours=hours)


def _done(user_id: str, what: str) -> HTTPResponse:
    return response.redirect(f"{ADMIN}/people/{user_id}?done={what}", status=303)


def _fits(member: Member, q: str) -> bool:
    wanted = plain(q)
    return wanted in member.user.name.casefold() or wanted in member.user.login
