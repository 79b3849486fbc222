"""Who wears what after a message: nothing is drawn and nothing is kept."""

import asyncio

from fastapi import APIRouter

from composer.server.request_models import Conversation
from composer.server.service import ServiceOf
from composer.server.stories import Setting, message_of, setting_of
from composer.server.wardrobe_models import WardrobeAnswer
from composer.wardrobe_data import texts_of, wardrobe_fields

router = APIRouter(tags=["prompts"])


@router.post("/api/wardrobe")
async def wardrobe(sent: Conversation, service: ServiceOf) -> WardrobeAnswer:
    """Say what everybody wears after a message, as `rp-composer wardrobe --json` does.

    The sentence of a garment is given where its message was sent along, else the words that name it.
    """
    setting = await setting_of(await asyncio.to_thread(service.composer, sent.profile), sent)
    return await asyncio.to_thread(_wardrobe, setting, sent)


def _wardrobe(setting: Setting, sent: Conversation) -> WardrobeAnswer:
    after = setting.composer.tell(setting.story, setting.message)
    earlier = [message_of(one) for one in sent.messages][: max(0, setting.story.count - sent.first)]
    told = dict(enumerate((*earlier, setting.message), sent.first))
    texts = texts_of(told, setting.cards, setting.persona)
    return WardrobeAnswer(**wardrobe_fields(after, texts), state=setting.state())
