// Draws Mermaid charts as GitHub does: one by one, in the theme of the page. `data-drawn` marks the page as complete.

async function drawAll() {
  const codes = [...document.querySelectorAll('code.language-mermaid')]
  // A page without charts does not load the library.
  if (codes.length === 0) return
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  mermaid.initialize({ startOnLoad: false, theme: isDark ? 'dark' : 'default' })
  for (const [index, code] of codes.entries()) {
    const chart = document.createElement('div')
    chart.className = 'chart'
    const block = code.parentElement
    block.before(chart)
    try {
      const { svg } = await mermaid.render(`chart-${index}`, code.textContent, chart)
      chart.innerHTML = svg
      block.remove()
    } catch (error) {
      chart.textContent = error.message
      chart.classList.add('error-icon')
    }
  }
}

// GitHub colors `<pre lang="diff">`.
for (const block of document.querySelectorAll('pre[lang=diff]')) {
  const lines = block.textContent.split('\n').map((text) => {
    const line = document.createElement('span')
    line.className = { '+': 'added', '-': 'removed' }[text[0]] ?? 'same'
    line.textContent = text
    return line
  })
  block.replaceChildren(...lines)
}

// Without an emoji font a browser shows empty boxes, so the few emojis of the action are drawn with CSS.
const emojis = { '✅': 'good', '❌': 'bad', '🟩': 'green', '🟥': 'red', '🟦': 'blue', '➖': 'line' }
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
const found = []
while (texts.nextNode())
  if (!texts.currentNode.parentElement.closest('script, style')) found.push(texts.currentNode)
for (const text of found) {
  const parts = text.data.split(/(✅|❌|🟩|🟥|🟦|➖)/u)
  if (parts.length === 1) continue
  text.replaceWith(
    ...parts.map((part) => {
      if (!(part in emojis)) return part
      const emoji = document.createElement('span')
      emoji.className = `emoji ${emojis[part]}`
      emoji.textContent = part
      return emoji
    }),
  )
}

drawAll().finally(() => {
  document.documentElement.dataset.drawn = 'true'
})
