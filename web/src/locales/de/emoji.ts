/** Die Emoji zum Reagieren, jedes mit seinem Namen. */
export const emoji = {
  'emoji.list.often':
    '👍 Daumen hoch|❤️ rotes Herz|😂 Lachtränen|🙏 danke|😮 überrascht|😢 weint|🎉 Feier|✅ erledigt',
  'emoji.list.smileys':
    '😀 grinst|😃 fröhlich|😄 lacht|😁 strahlt|😅 erleichtert Schweiß|🤣 kugelt sich|🙂 lächelt leicht|😉 zwinkert|😊 errötet|😇 Engel|🥰 verliebt|😍 Herzaugen|😘 Kuss|😋 lecker|😜 frech|🤗 Umarmung|🤭 hoppla|🤔 denkt nach|😐 neutral|😏 schmunzelt|🙄 Augenrollen|😬 Grimasse|😌 beruhigt|😴 schläft|😷 Maske|🤒 krank|🥳 feiert|😎 cool|🤓 Streber|😕 verwirrt|😟 besorgt|😳 verlegen|🥺 bittet|😭 schluchzt|😱 entsetzt|😡 wütend|🤯 verblüfft',
  'emoji.list.gestures':
    '👎 Daumen runter|👌 in Ordnung|✌️ Sieg|🤞 Daumen drücken|🤝 Händedruck|👏 Applaus|🙌 hurra|💪 stark|👋 winkt|✋ Hand|🤙 ruf an|👉 zeigt rechts|👇 zeigt unten|☝️ zeigt oben|🙋 meldet sich|🤷 Schulterzucken|🤦 Hand vor Gesicht|🙇 verbeugt sich|👀 Augen',
  'emoji.list.things':
    '💙 blaues Herz|💚 grünes Herz|💛 gelbes Herz|💔 gebrochenes Herz|🔥 Feuer|✨ Funken|⭐ Stern|🌹 Rose|💐 Blumen|🎂 Torte|🎁 Geschenk|🏆 Pokal|☕ Kaffee|🍕 Pizza|🚚 Lieferung|📦 Paket|📞 Telefon|📷 Kamera|💡 Idee|🔑 Schlüssel|💶 Geld|🧾 Rechnung|📎 Büroklammer|📅 Kalender|⏰ Wecker|🌞 Sonne|🌧️ Regen|🐶 Hund|🐱 Katze',
  'emoji.list.signs':
    '❌ nein|❗ wichtig|❓ Frage|💯 hundert|👆 dies|➕ plus|♻️ wieder|🔁 wiederholen|🆗 ok|🆘 Hilfe|⚠️ Warnung|🚫 verboten',
} as const;
