// Finds the pages by walking the links, so that a new page is tested the day it is linked.
import { execFileSync } from 'node:child_process'
import { binary } from './server.mjs'

// Neither pages nor safe to follow by hundreds: the program's own ends, and files that take a while to make.
const NOT_WALKED = /^\/(logout|k|live|halsa|metrics|api)(\/|$)|\/(pdf|docx|xlsx|html)$|\.(csv|xlsx|ics|svg)$/
// Words in an address that make another page of it: a tab, a level of the thread, what is read in.
const VARIANTS = ['flik', 'niva', 'vad', 'bild']

/** Every address that the program answers with GET: { path: "/register/{id}", permission }. */
export function routes () {
  return JSON.parse(execFileSync(binary(), ['routes', '--json'])).filter(route => route.method === 'GET')
}

/** The route that an address belongs to; named segments win over {parameters}. */
export function route_of (all, pathname) {
  const matching = all.filter(({ path }) => new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname))
  return matching.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]?.path
}

const variant = url => VARIANTS.filter(name => url.searchParams.has(name)).map(name => `${name}=${url.searchParams.get(name)}`).join('&')

/**
 * One page of every kind that can be reached from `start`, breadth first. Its kind is its route and its variant; with
 * `registers` each register has pages of its own, for its fields and words are its own.
 */
export async function walk (page, start, all, { registers = false } = {}) {
  const origin = new URL(start).origin
  const kind_of = url => [route_of(all, url.pathname) ?? url.pathname, variant(url)].filter(Boolean).join('?')
  const shape_of = url => registers ? kind_of(url).replace(/^\/register\/\{id\}/, url.pathname.split('/').slice(0, 3).join('/')) : kind_of(url)
  const seen = new Set([shape_of(new URL(start))]), queue = [start], found = []
  for (let at = 0; at < queue.length; at++) {
    const href = queue[at], url = new URL(href)
    const reply = await page.request.get(href, { maxRedirects: 5 })
    const headers = reply.headers()
    if (!(headers['content-type'] ?? '').startsWith('text/html') || /^attachment/.test(headers['content-disposition'] ?? '')) continue
    found.push({ href, shape: shape_of(url), kind: kind_of(url), status: reply.status() })
    for (const [, raw] of (await reply.text()).matchAll(/<a\b[^>]*?\shref="([^"#]+)/g)) {
      const link = new URL(raw.replaceAll('&amp;', '&'), reply.url())
      if (link.origin !== origin || NOT_WALKED.test(link.pathname) || seen.has(shape_of(link))) continue
      seen.add(shape_of(link))
      queue.push(link.href)
    }
  }
  return found
}
