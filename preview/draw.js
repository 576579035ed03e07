// Draws the pictures as GitHub does: each by itself, in the theme of the page. The title tells when all are there.

const isDark = matchMedia('(prefers-color-scheme: dark)').matches
mermaid.initialize({ startOnLoad: false, theme: isDark ? 'dark' : 'default' })

async function drawAll() {
  for (const [index, code] of [...document.querySelectorAll('code.language-mermaid')].entries()) {
    const picture = document.createElement('div')
    picture.className = 'picture'
    const block = code.parentElement
    block.before(picture)
    try {
      const { svg } = await mermaid.render(`picture-${index}`, code.textContent, picture)
      picture.innerHTML = svg
      block.remove()
    } catch (error) {
      picture.textContent = error.message
      picture.classList.add('error-icon')
    }
  }
}

// GitHub colours `<pre lang="diff">`.
for (const block of document.querySelectorAll('pre[lang=diff]')) {
  const lines = block.textContent.split('\n').map((text) => {
    const line = document.createElement('span')
    line.className = { '+': 'added', '-': 'removed' }[text[0]] ?? 'same'
    line.textContent = text
    return line
  })
  block.replaceChildren(...lines)
}

// Machines without a font of them show the few signs of the action as empty boxes.
const signs = { '✅': 'good', '❌': 'bad', '🟩': 'green', '🟥': 'red', '🟦': 'blue', '➖': 'line' }
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
const found = []
while (texts.nextNode())
  if (!texts.currentNode.parentElement.closest('script, style')) found.push(texts.currentNode)
for (const text of found) {
  const parts = text.data.split(/(✅|❌|🟩|🟥|🟦|➖)/u)
  if (parts.length === 1) continue
  text.replaceWith(
    ...parts.map((part) => {
      if (!(part in signs)) return part
      const sign = document.createElement('span')
      sign.className = `sign ${signs[part]}`
      sign.textContent = part
      return sign
    }),
  )
}

drawAll().finally(() => {
  document.title = 'Preview, drawn'
})
