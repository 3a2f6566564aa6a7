// Finds the pages by walking the links, so that a new page is tested the day it is linked.
const SKIP = /^\/(logout|s|live|health|metrics)(\/|$)/

// "/register/viewpoint/17?year=2018" and "/register/viewpoint/18" are the same page. A word in a path is kept.
export function pattern_of (href) {
  const url = new URL(href)
  return url.pathname.replace(/\/\d+(?=\/|$)/g, '/{n}').replace(/\/\d{4}(-\w+)?(?=\/|$)/g, '/{period}')
}

// At most `most` pages, one of each pattern, breadth first from the start page. Links that are files are left out.
export async function walk (page, start, { most = 80, per_pattern = 1 } = {}) {
  const origin = new URL(start).origin
  const seen = new Map(), queue = [start], found = []
  while (queue.length > 0 && found.length < most) {
    const href = queue.shift()
    const head = await page.request.get(href, { maxRedirects: 5 })
    if (!(head.headers()['content-type'] ?? '').startsWith('text/html')) continue
    found.push({ href, pattern: pattern_of(href), status: head.status() })
    const links = [...(await head.text()).matchAll(/<a\b[^>]*?\shref="([^"#]+)/g)].map(m => m[1].replaceAll('&amp;', '&'))
    for (const link of links) {
      const url = new URL(link, head.url())
      if (url.origin !== origin || SKIP.test(url.pathname)) continue
      const pattern = pattern_of(url.href)
      const times = seen.get(pattern) ?? 0
      if (times >= per_pattern || url.href === start) continue
      seen.set(pattern, times + 1)
      queue.push(url.href)
    }
  }
  return found
}
