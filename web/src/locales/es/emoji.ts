/** Los emojis para reaccionar, cada uno con su nombre. */
export const emoji = {
  'emoji.list.often':
    '👍 pulgar arriba|❤️ corazón rojo|😂 lágrimas de risa|🙏 gracias|😮 sorpresa|😢 llora|🎉 fiesta|✅ hecho',
  'emoji.list.smileys':
    '😀 sonrisa|😃 feliz|😄 ríe|😁 radiante|😅 sudor de alivio|🤣 se parte de risa|🙂 media sonrisa|😉 guiño|😊 rubor|😇 ángel|🥰 adora|😍 ojos de corazón|😘 beso|😋 rico|😜 pícaro|🤗 abrazo|🤭 uy|🤔 piensa|😐 neutral|😏 sonrisa irónica|🙄 ojos en blanco|😬 mueca|😌 aliviado|😴 duerme|😷 mascarilla|🤒 enfermo|🥳 celebra|😎 genial|🤓 empollón|😕 confundido|😟 preocupado|😳 avergonzado|🥺 suplica|😭 solloza|😱 espanto|😡 enfadado|🤯 asombro',
  'emoji.list.gestures':
    '👎 pulgar abajo|👌 de acuerdo|✌️ victoria|🤞 dedos cruzados|🤝 apretón de manos|👏 aplauso|🙌 hurra|💪 fuerte|👋 saluda|✋ mano|🤙 llámame|👉 señala derecha|👇 señala abajo|☝️ señala arriba|🙋 mano alzada|🤷 encoge hombros|🤦 mano en la cara|🙇 reverencia|👀 ojos',
  'emoji.list.things':
    '💙 corazón azul|💚 corazón verde|💛 corazón amarillo|💔 corazón roto|🔥 fuego|✨ destellos|⭐ estrella|🌹 rosa|💐 flores|🎂 tarta|🎁 regalo|🏆 trofeo|☕ café|🍕 pizza|🚚 reparto|📦 paquete|📞 teléfono|📷 cámara|💡 idea|🔑 llave|💶 dinero|🧾 recibo|📎 clip|📅 calendario|⏰ alarma|🌞 sol|🌧️ lluvia|🐶 perro|🐱 gato',
  'emoji.list.signs':
    '❌ no|❗ importante|❓ pregunta|💯 cien|👆 esto|➕ más|♻️ otra vez|🔁 repetir|🆗 vale|🆘 ayuda|⚠️ advertencia|🚫 prohibido',
} as const;
