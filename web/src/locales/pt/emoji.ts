/** Os emojis para reagir, cada um com seu nome. */
export const emoji = {
  'emoji.list.often':
    '👍 joinha|❤️ coração vermelho|😂 chorando de rir|🙏 obrigado|😮 surpreso|😢 chorando|🎉 festa|✅ feito',
  'emoji.list.smileys':
    '😀 sorriso|😃 feliz|😄 rindo|😁 radiante|😅 suor de alívio|🤣 rolando de rir|🙂 leve sorriso|😉 piscada|😊 corado|😇 anjo|🥰 adorando|😍 olhos de coração|😘 beijo|😋 gostoso|😜 travesso|🤗 abraço|🤭 ops|🤔 pensando|😐 neutro|😏 sorriso maroto|🙄 revirando os olhos|😬 careta|😌 aliviado|😴 dormindo|😷 máscara|🤒 doente|🥳 comemorando|😎 legal|🤓 estudioso|😕 confuso|😟 preocupado|😳 envergonhado|🥺 implorando|😭 soluçando|😱 chocado|😡 zangado|🤯 espantado',
  'emoji.list.gestures':
    '👎 não gostei|👌 certo|✌️ vitória|🤞 dedos cruzados|🤝 aperto de mão|👏 palmas|🙌 viva|💪 forte|👋 aceno|✋ mão|🤙 me liga|👉 apontando à direita|👇 apontando para baixo|☝️ apontando para cima|🙋 mão levantada|🤷 dando de ombros|🤦 mão no rosto|🙇 reverência|👀 olhos',
  'emoji.list.things':
    '💙 coração azul|💚 coração verde|💛 coração amarelo|💔 coração partido|🔥 fogo|✨ brilho|⭐ estrela|🌹 rosa|💐 flores|🎂 bolo|🎁 presente|🏆 troféu|☕ café|🍕 pizza|🚚 entrega|📦 pacote|📞 telefone|📷 câmera|💡 ideia|🔑 chave|💶 dinheiro|🧾 recibo|📎 clipe|📅 calendário|⏰ alarme|🌞 sol|🌧️ chuva|🐶 cachorro|🐱 gato',
  'emoji.list.signs':
    '❌ não|❗ importante|❓ pergunta|💯 cem|👆 isto|➕ mais|♻️ de novo|🔁 repetir|🆗 ok|🆘 socorro|⚠️ atenção|🚫 proibido',
} as const;
