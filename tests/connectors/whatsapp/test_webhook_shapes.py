"""Every shape of Meta's web hook is read into what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest

from connectors.whatsapp.template_types import TemplateCategory, TemplateQuality, TemplateStatus
from connectors.whatsapp.webhook import parse_webhook
from connectors.whatsapp.webhook_types import (
    AccountUpdate,
    DeliveryStatus,
    InboundMessage,
    MessageKind,
    QualityUpdate,
    ReportedError,
    StatusUpdate,
    SystemChange,
    SystemKind,
    UnknownField,
    Update,
    UserIdUpdate,
    UserPreference,
)

Updates = Callable[[str], tuple[Update, ...]]
SENT_AT = datetime(2026, 11, 23, 18, 0, tzinfo=timezone.utc)


def message(updates: Updates, name: str) -> InboundMessage:
    (update,) = updates(name)
    assert isinstance(update, InboundMessage)
    return update


def status(updates: Updates, name: str) -> StatusUpdate:
    (update,) = updates(name)
    assert isinstance(update, StatusUpdate)
    return update


def system(updates: Updates, name: str) -> SystemChange:
    (update,) = updates(name)
    assert isinstance(update, SystemChange)
    return update


def test_text_says_who_when_and_what(updates: Updates, samples: dict[str, Any]) -> None:
    read = message(updates, "text")
    assert read.external_id == "wamid.T1"
    assert read.phone_number_id == "770000000000001"
    assert (read.sender_wa_id, read.sender_user_id) == ("5511981230001", None)
    assert (read.profile_name, read.username) == ("Ana Souza", None)
    assert read.sent_at == SENT_AT
    assert (read.kind, read.text) == (MessageKind.TEXT, "Oi, quero ver minha dívida")
    assert read.raw == samples["text"]["entry"][0]["changes"][0]["value"]["messages"][0]


@pytest.mark.parametrize(
    ("name", "kind", "text", "payload_id"),
    [
        ("button_reply", MessageKind.BUTTON_REPLY, "Pagar à vista", "offer_cash"),
        ("list_reply", MessageKind.LIST_REPLY, "Dia 10", "due_day_10"),
        ("flow_reply", MessageKind.FLOW_REPLY, None, None),
        ("template_button", MessageKind.TEMPLATE_BUTTON, "Não quero receber", "STOP"),
        ("location", MessageKind.LOCATION, None, None),
        ("contacts", MessageKind.CONTACTS, None, None),
        ("order", MessageKind.ORDER, None, None),
        ("reaction", MessageKind.REACTION, "👍", None),
        ("reaction_taken_back", MessageKind.REACTION, None, None),
        ("edit", MessageKind.EDIT, "Quero pagar dia 15", None),
        ("revoke", MessageKind.REVOKE, None, None),
        ("unsupported", MessageKind.UNSUPPORTED, None, None),
        ("type_of_the_future", MessageKind.UNSUPPORTED, None, None),
    ],
)
def test_kind_text_and_payload(
    updates: Updates, name: str, kind: MessageKind, text: str | None, payload_id: str | None
) -> None:
    read = message(updates, name)
    assert (read.kind, read.text, read.payload_id) == (kind, text, payload_id)


@pytest.mark.parametrize(
    ("name", "kind", "voice"),
    [
        ("audio_file", MessageKind.AUDIO, False),
        ("voice_note", MessageKind.VOICE, True),
        ("image", MessageKind.IMAGE, False),
        ("document", MessageKind.DOCUMENT, False),
        ("video", MessageKind.VIDEO, False),
        ("sticker", MessageKind.STICKER, False),
    ],
)
def test_media_can_be_fetched(updates: Updates, name: str, kind: MessageKind, voice: bool) -> None:
    read = message(updates, name)
    assert read.kind is kind
    assert read.media is not None
    assert (read.media.id, read.media.voice) == ("990001", voice)
    assert read.media.sha256 == "q1w2e3r4t5y6u7i8o9p0="


def test_caption_is_the_text_and_the_file_keeps_its_name(updates: Updates) -> None:
    image, document = message(updates, "image"), message(updates, "document")
    assert image.text == "meu comprovante"
    assert image.media is not None and image.media.caption == "meu comprovante"
    assert document.text is None
    assert document.media is not None and document.media.filename == "comprovante.pdf"


@pytest.mark.parametrize(
    ("name", "context_id"),
    [
        ("text", None),
        ("button_reply", "wamid.OUT1"),
        ("template_button", None),
        ("reaction", "wamid.OUT1"),
        ("edit", "wamid.T1"),
        ("revoke", "wamid.T1"),
    ],
)
def test_context_is_what_the_message_is_about(
    updates: Updates, name: str, context_id: str | None
) -> None:
    assert message(updates, name).context_id == context_id


def test_ad_and_forwarding_are_kept(updates: Updates) -> None:
    ad = message(updates, "text_from_an_ad")
    assert ad.referral is not None and ad.referral["ctwa_clid"] == "abc"
    assert message(updates, "forwarded_text").forwarded
    assert not message(updates, "text").forwarded


def test_content_that_meta_left_out_is_unsupported_with_its_code(updates: Updates) -> None:
    read = message(updates, "media_left_out_with_an_error")
    assert (read.kind, read.error_code) == (MessageKind.UNSUPPORTED, 131052)
    assert message(updates, "unsupported").error_code == 131051


def test_person_with_a_username_needs_no_phone(updates: Updates) -> None:
    read = message(updates, "username_without_phone")
    assert (read.sender_wa_id, read.sender_user_id) == (None, "BR.4400000000001")
    assert (read.profile_name, read.username) == ("Caio", "@caio")


def test_contact_without_wa_id_still_names_the_only_sender(updates: Updates) -> None:
    read = message(updates, "contact_without_wa_id")
    assert (read.sender_wa_id, read.profile_name) == ("5511981230001", "Ana Souza")


def test_phone_change_says_old_and_new(updates: Updates) -> None:
    read = system(updates, "number_changed")
    assert read.kind is SystemKind.CHANGED_NUMBER
    assert (read.old_wa_id, read.new_wa_id) == ("5511981230001", "5511981230009")


def test_user_id_change_trusts_the_end_of_the_sentence_not_the_persons_name(
    updates: Updates,
) -> None:
    read = system(updates, "user_id_changed")
    assert read.kind is SystemKind.CHANGED_USER_ID
    assert (read.old_user_id, read.new_user_id) == ("BR.4400000000001", "BR.4400000000002")


def test_sentence_that_names_another_new_user_id_is_not_believed(
    samples: dict[str, Any],
) -> None:
    body = samples["user_id_changed"]
    said = body["entry"][0]["changes"][0]["value"]["messages"][0]["system"]
    said["user_id"] = "BR.999"
    (read,) = parse_webhook(json.dumps(body).encode()).updates
    assert isinstance(read, SystemChange)
    assert (read.old_user_id, read.new_user_id) == (None, "BR.999")


@pytest.mark.parametrize("name", ["user_preferences", "preference_as_system_message"])
def test_opt_out_is_read_in_both_of_its_shapes(updates: Updates, name: str) -> None:
    (read,) = updates(name)
    assert isinstance(read, UserPreference)
    assert (read.category, read.value) == ("marketing_messages", "stop")
    assert (read.wa_id, read.at) == ("5511981230001", SENT_AT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("status_sent", DeliveryStatus.SENT),
        ("status_of_v24", DeliveryStatus.DELIVERED),
        ("status_read_without_phone", DeliveryStatus.READ),
        ("status_played", DeliveryStatus.PLAYED),
        ("status_failed", DeliveryStatus.FAILED),
    ],
)
def test_status_says_how_far_the_message_got(
    updates: Updates, name: str, expected: DeliveryStatus
) -> None:
    read = status(updates, name)
    assert read.status is expected
    assert read.at == SENT_AT.replace(second=1)


def test_status_carries_callback_price_and_error(updates: Updates) -> None:
    sent, failed = status(updates, "status_sent"), status(updates, "status_failed")
    assert (sent.external_id, sent.callback_data) == ("wamid.OUT1", "outbox-17")
    assert (sent.pricing_category, sent.billable) == ("utility", True)
    assert (failed.error_code, failed.error_title) == (131026, "Message undeliverable")
    assert failed.error_details == "unable to deliver"


def test_status_of_v24_lacks_conversation_and_may_lack_the_phone(updates: Updates) -> None:
    new, bare = status(updates, "status_of_v24"), status(updates, "status_read_without_phone")
    assert (new.pricing_category, new.billable) == (None, None)
    assert (new.recipient_wa_id, new.recipient_user_id) == ("5511981230001", "BR.4400000000001")
    assert (bare.recipient_wa_id, bare.recipient_user_id) == (None, "BR.4400000000001")


def test_error_of_the_number_is_reported(updates: Updates) -> None:
    (read,) = updates("value_error")
    assert isinstance(read, ReportedError)
    assert (read.code, read.details) == (130429, "too many messages")
    assert read.phone_number_id == "770000000000001"


def test_user_id_update_says_previous_and_current(updates: Updates) -> None:
    (read,) = updates("user_id_update")
    assert isinstance(read, UserIdUpdate)
    assert (read.previous, read.current) == ("BR.4400000000001", "BR.4400000000002")
    assert read.wa_id == "5511981230001"


def test_account_template_and_quality_say_their_event(updates: Updates) -> None:
    (template,), (account,) = updates("template_status"), updates("account_update")
    (quality,) = updates("quality_update")
    assert isinstance(template, TemplateStatus)
    assert (template.event, template.template_id) == ("PAUSED", "55000000000001")
    assert (template.name, template.language) == ("lembrete_parcela", "pt_BR")
    assert isinstance(account, AccountUpdate)
    assert (account.event, account.violation_type) == ("ACCOUNT_RESTRICTION", "SCAM")
    assert account.ban_state == "SCHEDULE_FOR_DISABLE"
    [restriction] = account.restrictions
    assert restriction.kind == "RESTRICTED_BIZ_INITIATED_MESSAGING"
    assert restriction.until == datetime.fromtimestamp(1795543200, timezone.utc)
    assert account.at == SENT_AT
    assert isinstance(quality, QualityUpdate)
    assert (quality.old_limit, quality.current_limit) == ("TIER_10K", "TIER_2K")


def test_a_template_of_another_category_says_which_it_is_now(updates: Updates) -> None:
    (read,) = updates("template_category")
    assert isinstance(read, TemplateCategory)
    assert (read.name, read.language) == ("lembrete_parcela", "pt_BR")
    assert (read.previous, read.category, read.announced) == ("UTILITY", "MARKETING", None)
    assert (read.template_id, read.at) == ("55000000000001", SENT_AT)


def test_a_category_that_is_only_announced_is_not_what_the_template_is(updates: Updates) -> None:
    (read,) = updates("template_category_announced")
    assert isinstance(read, TemplateCategory)
    assert (read.category, read.announced) == ("UTILITY", "MARKETING")


def test_a_templates_quality_says_before_and_now(updates: Updates) -> None:
    (read,) = updates("template_quality")
    assert isinstance(read, TemplateQuality)
    assert (read.name, read.language) == ("lembrete_parcela", "pt_BR")
    assert (read.previous, read.quality, read.at) == ("GREEN", "YELLOW", SENT_AT)


def test_field_that_we_do_not_use_is_named(updates: Updates) -> None:
    (read,) = updates("field_we_do_not_use")
    assert isinstance(read, UnknownField)
    assert (read.field, read.raw) == ("calls", {"calls": [{"id": "x"}]})


def test_nothing_personal_shows_in_repr(updates: Updates) -> None:
    shown = "".join(
        repr(updates(name))
        for name in (
            "text",
            "image",
            "document",
            "username_without_phone",
            "number_changed",
            "status_sent",
            "status_of_v24",
            "user_id_update",
            "user_preferences",
        )
    )
    for secret in ("5511981230001", "BR.44", "Ana", "dívida", "comprovante", "Caio"):
        assert secret not in shown
