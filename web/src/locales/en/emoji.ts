/** The emoji to react with, each with its name. */
export const emoji = {
  'emoji.list.often':
    '👍 thumbs up|❤️ red heart|😂 laughing tears|🙏 thank you|😮 surprised|😢 crying|🎉 party|✅ done',
  'emoji.list.smileys':
    '😀 grin|😃 happy|😄 smile|😁 beaming|😅 relief sweat|🤣 rolling laughing|🙂 slight smile|😉 wink|😊 blush|😇 angel|🥰 adoring|😍 heart eyes|😘 kiss|😋 yum|😜 cheeky|🤗 hug|🤭 oops|🤔 thinking|😐 neutral|😏 smirk|🙄 eye roll|😬 grimace|😌 relieved|😴 sleeping|😷 mask|🤒 ill|🥳 celebrating|😎 cool|🤓 nerd|😕 confused|😟 worried|😳 embarrassed|🥺 pleading|😭 sobbing|😱 shocked|😡 angry|🤯 amazed',
  'emoji.list.gestures':
    '👎 thumbs down|👌 ok|✌️ victory|🤞 fingers crossed|🤝 handshake|👏 clapping|🙌 hooray|💪 strong|👋 waving|✋ hand|🤙 call me|👉 pointing right|👇 pointing down|☝️ pointing up|🙋 raised hand|🤷 shrug|🤦 facepalm|🙇 bow|👀 eyes',
  'emoji.list.things':
    '💙 blue heart|💚 green heart|💛 yellow heart|💔 broken heart|🔥 fire|✨ sparkles|⭐ star|🌹 rose|💐 flowers|🎂 cake|🎁 gift|🏆 trophy|☕ coffee|🍕 pizza|🚚 delivery|📦 parcel|📞 phone|📷 camera|💡 idea|🔑 key|💶 money|🧾 receipt|📎 paperclip|📅 calendar|⏰ alarm|🌞 sun|🌧️ rain|🐶 dog|🐱 cat',
  'emoji.list.signs':
    '❌ no|❗ important|❓ question|💯 hundred|👆 this|➕ plus|♻️ again|🔁 repeat|🆗 ok sign|🆘 help|⚠️ warning|🚫 forbidden',
} as const;
