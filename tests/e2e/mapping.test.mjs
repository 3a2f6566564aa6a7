// A family and a social worker at one screen: cards, the line, houses, circles, faces; by hand, by keys, by finger, on two screens and on paper.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { PHONE, open_window, start_browser } from './lib/browser.mjs'
import { OUT, axe_clean, focus_seen, no_sideways_scroll, no_troubles, picture, plain_words, title_and_heading } from './lib/checks.mjs'
import { PASSWORD, binary, login, start_server } from './lib/server.mjs'

const PACKS = ['--packs', 'common,child-and-youth']

function child_unit (db, folder) {
  const run = (...args) => execFileSync(binary(), [...args, '--db', db, ...PACKS], { stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(`${folder}/pw`, PASSWORD + '\n')
  run('init')
  run('unit', 'add', '--name', 'Barn och ungdom', '--teams', 'FAM=Familjegruppen,UNG=Ungdomsgruppen')
  for (const [who, name, teams] of [['maria', 'Maria Berg', 'FAM'], ['sara', 'Sara Lund', 'FAM'], ['olle', 'Olle Ek', 'UNG']])
    run('user', 'add', who, '--name', name, '--role', 'social_worker', '--teams', teams, '--password-file', `${folder}/pw`)
}

describe('together at a screen', () => {
  let server, browser, page, person
  const tools = {}
  before(async () => {
    server = await start_server({ make: child_unit, args: PACKS })
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'maria')
    await page.goto(`${server.url}/person/ny`)
    await page.getByLabel('Förnamn').fill('Leo Emil')
    await page.getByLabel('Efternamn').fill('Exempelson')
    await page.getByLabel(/Född/).first().fill('2016-09-01')
    await page.locator('main form button[value=spara], main form button.button--primary').first().click()
    await page.waitForURL(/\/person\/\d+/)
    person = page.url().match(/\d+$/)[0]
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const begin = async register => {
    await page.goto(`${server.url}/tillsammans/person/${person}`)
    await page.locator(`form:has(input[value="${register}"]) button`).click()
    await page.waitForURL(new RegExp(`/tillsammans/${register}/\\d+`))
    tools[register] = page.url()
  }
  const column = (part, of = page) => of.locator(`[data-list="${part}"] > .card .words`)
  const texts = (part, of = page) => column(part, of).allInnerTexts()
  const kept = (of = page) => of.locator('#sparat').filter({ hasText: /^Sparat$/ }).waitFor()
  const say = async (part, words) => {
    const box = page.locator(`#ny-${part}`)
    const before = await column(part).count()
    await box.fill(words)
    await box.press('Enter')
    await column(part).nth(before).waitFor()
  }
  const mark = async (who, name, number, why) => {
    const form = page.locator('#del-marks form.add'), before = await page.locator('[data-list=marks] > .card').count()
    await form.getByLabel('Vem svarar').selectOption({ label: who })
    await form.getByLabel(/^Namn/).fill(name)
    await form.locator(`label[for="ny-marks-2-${number}"]`).click()
    await form.getByLabel(/Varför just/).fill(why)
    await form.getByRole('button', { name: 'Sätt ut på linjen' }).click()
    await page.locator('[data-list=marks] > .card').nth(before).waitFor()
  }
  const whole = async (of = page) => { await title_and_heading(of); await plain_words(of); await no_sideways_scroll(of); await axe_clean(of); no_troubles(of) }

  it('is reached from the person and shows nobody but the first name', async () => {
    await page.goto(`${server.url}/person/${person}`)
    await page.getByRole('link', { name: 'Arbeta tillsammans på skärm' }).click()
    await page.waitForURL(/\/tillsammans\/person\//)
    await whole()
    await picture(page, 'tillsammans-valj', { full: true })
    await begin('mapping')
    const screen = await page.locator('body').innerText()
    assert.match(screen, /Leo/)
    assert.doesNotMatch(screen, /Exempelson|Emil|2016-09|Maria|Familjegruppen/)
    assert.doesNotMatch(page.url(), /leo|exempel/i)
  })

  it('takes down what is said, one card after the other, without leaving the keyboard', async () => {
    for (const words of ['Pappa skriker så att barnen gömmer sig', 'Leo: jag vågar inte sova när de bråkar', 'Skolan ser att Leo är trött på måndagar']) await say('worries', words)
    for (const words of ['Mormor hämtar på fredagar', 'Leo: när vi spelar fotboll är det bra', 'Pappa ringer själv när han är på väg att bli arg']) await say('works', words)
    for (const words of ['Pappa går ut och ringer farbror Jonas innan det blir bråk', 'Leo får ringa mormor när han vill']) await say('needs', words)
    assert.equal(await page.evaluate(() => document.activeElement.id), 'ny-needs', 'the next card is written at once')
    assert.deepEqual(await page.locator('[data-list=worries] .by').allInnerTexts(), ['Leo'])
    await kept()
    await page.reload()
    assert.equal((await texts('worries')).length, 3)
  })

  it('has a line from 0 to 10 with everybody’s mark and words', async () => {
    await mark('Barnet', 'Leo', 4, 'för att det är lugnt hos mormor')
    await mark('Mamma', '', 5, 'vi pratar mer med varandra')
    await mark('Pappa', '', 7, 'jag har slutat dricka hemma')
    await mark('Socialsekreteraren', '', 4, 'planen är ny och inte prövad')
    const drawn = await page.locator('.scale-line .mark-words').allTextContents()
    assert.deepEqual(drawn.sort(), ['Leo', 'Mamma', 'Pappa', 'Socialsekreteraren'])
    const heights = await page.locator('.scale-line .mark-words').evaluateAll(all => all.map(t => t.getBoundingClientRect()).map(b => ({ x: b.x, r: b.right, y: Math.round(b.y) })))
    for (const a of heights) for (const b of heights) if (a !== b && a.y === b.y) assert.ok(a.r <= b.x || b.r <= a.x, 'names do not stand on each other')
    await whole()
    await focus_seen(page)
    await picture(page, 'kartlaggning', { docs: true, full: true })
  })

  it('lets a card be changed where it lies, and saves while one writes', async () => {
    await column('works').first().click()
    const box = page.locator('.editing textarea')
    await box.waitFor()
    await box.fill('Mormor hämtar på fredagar och då sover de gott')
    const other = await page.context().newPage()
    await page.waitForResponse(r => r.request().method() === 'POST')
    await other.goto(tools.mapping)
    assert.equal((await texts('works', other))[0], 'Mormor hämtar på fredagar och då sover de gott', 'kept before it is closed')
    await other.close()
    await box.press('Enter')
    await page.locator('.editing').waitFor({ state: 'detached' })
    assert.equal((await texts('works'))[0], 'Mormor hämtar på fredagar och då sover de gott')
  })

  it('moves a card by drag, within and between the columns', async () => {
    const card = page.locator('[data-list=needs] > .card').first(), target = page.locator('[data-list=works] > .card').nth(1)
    const from = await card.boundingBox(), to = await target.boundingBox()
    await page.mouse.move(from.x + from.width / 2, from.y + 20)
    await page.mouse.down()
    await page.mouse.move(to.x + 60, to.y + 30, { steps: 6 })
    await page.mouse.move(to.x + 60, to.y + 8, { steps: 6 })
    await picture(page, 'kartlaggning-drar')
    await page.mouse.up()
    await page.locator('[data-list=works] > .card').nth(3).waitFor()
    assert.equal((await texts('works'))[1], 'Pappa går ut och ringer farbror Jonas innan det blir bråk')
    assert.equal((await texts('needs')).length, 1)
    await kept()
    await page.reload()
    assert.equal((await texts('works'))[1], 'Pappa går ut och ringer farbror Jonas innan det blir bråk')
  })

  it('is worked with the keyboard alone', async () => {
    const menu = page.locator('[data-list=works] > .card').nth(1).locator('.menu > summary')
    await menu.focus()
    await page.keyboard.press('ArrowRight')
    await page.locator('#sagt').getByText('Flyttat till Vad behöver hända?, plats 2.').waitFor()
    assert.equal(await page.evaluate(() => document.activeElement.closest('.card')?.dataset.part), 'needs', 'the focus goes with the card')
    await page.keyboard.press('ArrowUp')
    await page.locator('#sagt').getByText('plats 1.').waitFor()
    assert.equal((await texts('needs'))[0], 'Pappa går ut och ringer farbror Jonas innan det blir bråk')
    await page.keyboard.press('Enter') // opens the menu with the same in words
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Till: Vad oroar\?/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter') // "Ändra"
    await page.locator('.editing textarea').waitFor()
    await page.keyboard.type(' (varje gång)')
    await page.keyboard.press('Enter')
    await page.locator('.editing').waitFor({ state: 'detached' })
    assert.match((await texts('needs'))[0], /\(varje gång\)$/)
  })

  it('takes away with a way back', async () => {
    const card = page.locator('[data-list=worries] > .card').nth(1)
    await card.hover()
    await card.locator('.menu > summary').click()
    await card.getByRole('button', { name: 'Ta bort' }).click()
    await page.getByText('Borttaget.').waitFor()
    assert.equal((await texts('worries')).length, 2)
    await page.getByRole('button', { name: 'Ångra' }).click()
    await column('worries').nth(2).waitFor()
    assert.equal((await texts('worries'))[1], 'jag vågar inte sova när de bråkar', 'at the place where it lay')
  })

  it('is followed by a second screen within a second, and nobody’s half-written words are lost', async () => {
    const second = await open_window(browser)
    await login(second, server, 'sara')
    await second.goto(tools.mapping)
    await second.locator('#ny-works').fill('halvt skri')
    await say('works', 'Farbror Jonas svarar alltid')
    const began = Date.now()
    await column('works', second).nth(3).waitFor({ timeout: 1000 })
    assert.ok(Date.now() - began < 1000)
    assert.equal(await second.locator('#ny-works').inputValue(), 'halvt skri')
    assert.equal(await second.evaluate(() => document.activeElement.id), 'ny-works', 'still under the pen')
    // Both write on the same card.
    await column('works').first().click()
    await column('works', second).first().click()
    await page.locator('.editing textarea').fill('Mormor hämtar alltid')
    await second.locator('.editing textarea').fill('Mormor och morfar hämtar')
    await page.locator('.editing textarea').press('Enter')
    await page.locator('.editing').waitFor({ state: 'detached' })
    await second.locator('.editing textarea').press('Enter')
    await second.getByText(/Båda finns kvar/).waitFor()
    const now = await texts('works', second)
    assert.ok(now.includes('Mormor hämtar alltid') && now.includes('Mormor och morfar hämtar'), now.join(' | '))
    await column('works').filter({ hasText: 'Mormor och morfar hämtar' }).waitFor({ timeout: 2000 })
    no_troubles(second)
    await second.context().close()
  })

  it('keeps the words and tries again when the line is down', async () => {
    page.expected.push(/Failed to load resource|ERR_|net::/)
    await page.context().setOffline(true)
    await page.locator('#ny-needs').fill('Vi ses igen om två veckor')
    await page.locator('#ny-needs').press('Enter')
    await page.getByText('Inte sparat än. Vi försöker igen.').waitFor()
    assert.equal(await page.locator('#ny-needs').inputValue(), 'Vi ses igen om två veckor')
    await page.context().setOffline(false)
    await column('needs').filter({ hasText: 'Vi ses igen om två veckor' }).waitFor()
    no_troubles(page)
    page.expected.length = 0
  })

  it('does not exist for another group', async () => {
    const stranger = await open_window(browser)
    await login(stranger, server, 'olle')
    stranger.expected = [/404|403|400/]
    assert.equal((await stranger.goto(tools.mapping)).status(), 404)
    await stranger.context().close()
  })

  it('is a sheet of A4 with the three columns, without what only the staff reads', async () => {
    const record = tools.mapping.replace('/tillsammans/', '/register/').replace(/\?.*/, '')
    await page.goto(`${record}/andra`)
    await page.getByLabel('Våra egna anteckningar').fill('Vi tror att pappa fortfarande dricker')
    await page.getByLabel('Våra egna anteckningar').press('Control+Enter')
    await page.waitForURL(/sparad=1/)
    await page.getByRole('link', { name: 'Arbeta tillsammans på skärm' }).click()
    await page.waitForURL(/\/tillsammans\/mapping\//)
    const paper = async name => {
      writeFileSync(`${OUT}${name}.pdf`, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
      return execFileSync('pdftotext', ['-layout', `${OUT}${name}.pdf`, '-']).toString()
    }
    const text = await paper('kartlaggning')
    const heads = text.split('\n').find(line => /Vad oroar\?/.test(line))
    assert.match(heads, /Vad oroar\?.*Vad fungerar bra\?.*Vad behöver hända\?/, 'three columns beside each other')
    for (const words of ['Mormor hämtar alltid', 'jag vågar inte sova', 'Hur tryggt har barnet det?', 'vi pratar mer']) assert.ok(text.includes(words), `${words} is not on the paper`)
    assert.doesNotMatch(text, /Flytta|Ändra|Lägg till|Exempelson|fortfarande dricker/)
    const size = execFileSync('pdfinfo', [`${OUT}kartlaggning.pdf`]).toString().match(/Page size:\s+([\d.]+) x ([\d.]+)/)
    assert.ok(Math.abs(size[1] - 842) < 2 && Math.abs(size[2] - 595) < 2, `A4 lying down, not ${size[0]}`)
    execFileSync('pdftoppm', ['-r', '60', '-png', `${OUT}kartlaggning.pdf`, `${OUT}kartlaggning-papper`])
    await page.getByRole('link', { name: 'Med våra anteckningar' }).click()
    await page.getByText('Vi tror att pappa fortfarande dricker').waitFor()
    assert.match(await paper('kartlaggning-var'), /fortfarande dricker/)
    await whole()
  })

  it('fits a phone: one column at a time, moved with the same words', async () => {
    const phone = await open_window(browser, { size: PHONE, touch: true, isMobile: true })
    await login(phone, server, 'maria')
    await phone.goto(tools.mapping)
    assert.equal(await phone.locator('.column:visible').count(), 1)
    await picture(phone, 'kartlaggning-telefon', { docs: true })
    await whole(phone)
    await phone.getByRole('link', { name: 'Vad fungerar bra?' }).tap()
    await phone.locator('#del-works').waitFor()
    const card = phone.locator('[data-list=works] > .card').last(), words = await card.locator('.words').innerText()
    await card.locator('.menu > summary').tap()
    await card.getByRole('button', { name: 'Till: Vad behöver hända?' }).tap()
    await phone.locator('[data-list=needs] > .card').filter({ hasText: words }).waitFor()
    await phone.getByRole('link', { name: 'Skalan' }).tap()
    await whole(phone)
    await picture(phone, 'kartlaggning-telefon-skalan', { full: true })
    await phone.context().close()
  })

  it('works without a script', async () => {
    const plain = await open_window(browser, { javaScriptEnabled: false })
    await plain.goto(`${server.url}/login`)
    await plain.locator('main input:not([type=hidden]):not([type=password])').first().fill('maria')
    await plain.locator('input[type=password]').fill(PASSWORD)
    await plain.locator('input[type=password]').press('Enter')
    await plain.waitForURL(url => !url.pathname.startsWith('/login'))
    await plain.goto(tools.mapping)
    await plain.locator('#ny-worries').fill('Skrivet utan skript')
    await plain.locator('#del-worries form.add button').click()
    const card = plain.locator('[data-list=worries] > .card').last()
    assert.match(await card.innerText(), /Skrivet utan skript/)
    await card.hover()
    await card.locator('.menu > summary').click()
    await card.getByRole('button', { name: 'Uppåt' }).click()
    const moved = plain.locator('[data-list=worries] > .card').nth(-2)
    assert.match(await moved.innerText(), /Skrivet utan skript/)
    await moved.hover()
    await moved.getByRole('link', { name: /^Ändra/ }).click()
    await plain.locator('.editing textarea').fill('Ändrat utan skript')
    await plain.getByRole('button', { name: 'Klar', exact: true }).click()
    assert.ok((await texts('worries', plain)).includes('Ändrat utan skript'))
    await plain.context().close()
  })

  it('draws three houses with the child’s words and pictures', async () => {
    await begin('three_houses')
    await say('good', 'Att mormor kommer')
    await say('good', 'Fotboll med Ali')
    await say('worries', 'När det blir högt på kvällen')
    await say('worries', 'Att pappa ska flytta')
    await say('dreams', 'Att vi äter pannkakor och ingen är arg')
    for (const [house, what] of [['good', 'Sol'], ['good', 'Boll'], ['worries', 'Rädd'], ['worries', 'Blixt'], ['dreams', 'Hjärta'], ['dreams', 'Familj']]) {
      const walls = page.locator(`.house-${house}`), before = await walls.locator('.symbol').count()
      if (!await walls.locator('.add-symbol details').evaluate(d => d.open)) await walls.locator('.add-symbol summary').click()
      await walls.locator('.palette').getByRole('button', { name: what, exact: true }).click()
      await walls.locator('.symbol').nth(before).waitFor()
    }
    const ball = page.locator('.house-good .symbol').nth(1)
    await ball.locator('summary').focus()
    await page.keyboard.press('ArrowRight')
    await page.locator('.house-dreams .symbol').nth(2).waitFor()
    await whole()
    await page.locator('h1').click()
    await picture(page, 'tre-hus', { docs: true, full: true })
    writeFileSync(`${OUT}tre-hus.pdf`, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
    execFileSync('pdftoppm', ['-r', '60', '-png', `${OUT}tre-hus.pdf`, `${OUT}tre-hus-papper`])
  })

  it('puts people in circles, by drag and by keys', async () => {
    await begin('safe_circles')
    for (const [part, name, relation] of [['inner', 'Mormor Inga', 'mormor'], ['middle', 'Farbror Jonas', 'pappas bror'], ['middle', 'Ali', 'kompis'], ['outer', 'Birgit', 'granne'], ['outer', 'Lärare Sofia', 'klass 3'], ['outer', 'Tränare Hassan', 'fotboll']]) {
      const form = page.locator(`#del-${part} form.add`), before = await column(part).count()
      await form.getByLabel(/^Namn/).fill(name)
      await form.getByLabel(/^Vem är det/).fill(relation)
      await form.getByRole('button', { name: 'Lägg till' }).click()
      await column(part).nth(before).waitFor()
    }
    const drawing = page.locator('.rings'), box = await drawing.boundingBox()
    const birgit = await page.locator('.rings .who', { hasText: 'Birgit' }).locator('.dot').boundingBox()
    await page.mouse.move(birgit.x + 6, birgit.y + 6)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2 + 80, box.y + box.height / 2 + 90, { steps: 12 })
    await page.mouse.up()
    await column('inner').nth(1).waitFor()
    assert.deepEqual((await texts('inner')).sort(), ['Birgit', 'Mormor Inga'])
    await page.locator('.rings .who', { hasText: 'Jonas' }).focus()
    await page.keyboard.press('ArrowDown')
    await column('inner').nth(2).waitFor()
    await page.locator('#sagt').getByText(/Flyttat till 1 Vet och hjälper/).waitFor()
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? ''), /Jonas/, 'the focus stays on him in the drawing')
    await whole()
    await focus_seen(page)
    await picture(page, 'trygga-cirklar', { docs: true, full: true })
    writeFileSync(`${OUT}cirklar.pdf`, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
    execFileSync('pdftoppm', ['-r', '60', '-png', `${OUT}cirklar.pdf`, `${OUT}cirklar-papper`])
  })

  it('lets the child name the faces and answer with them', async () => {
    await begin('child_scale')
    await page.locator('#namn-worst').fill('Stormen')
    await page.locator('#namn-worst').press('Tab')
    await page.locator('label[for=f-home-worst]').getByText('Stormen').or(page.locator('#namn-bad')).first().waitFor()
    await page.locator('#namn-best').fill('Sommarlovet')
    await page.locator('#namn-best').press('Tab')
    await kept()
    for (const [place, face] of [['home', 'bad'], ['mother', 'good'], ['father', 'worst'], ['school', 'best'], ['now', 'so_so']]) {
      await page.locator(`label[for=f-${place}-${face}]`).click()
      await kept()
    }
    await page.reload()
    assert.equal(await page.locator('label[for=f-home-worst] span').innerText(), 'Stormen')
    assert.equal(await page.locator('#f-school-best').isChecked(), true)
    await whole()
    await picture(page, 'barnskalan', { docs: true, full: true })
  })

  it('tells a story in words and pictures', async () => {
    await begin('words_and_pictures')
    for (const [words, ...drawn] of [['Du bor med mamma och pappa och din syster Mira.', 'Familj'], ['Ibland har pappa druckit och då har det blivit bråk.', 'Flaska', 'Blixt'], ['Det är inte ditt fel. Det är de vuxnas ansvar.', 'Hjärta'], ['Nu träffar pappa någon som hjälper honom, och du får alltid ringa mormor.', 'Telefon', 'Prata']]) {
      const form = page.locator('#del-story form.add'), before = await column('story').count()
      await form.locator('textarea').fill(words)
      for (const [i, name] of drawn.entries()) {
        const chooser = form.locator('details.choose').nth(i)
        await chooser.locator('summary').click()
        await chooser.locator('label', { hasText: new RegExp(`^${name}$`) }).click()
      }
      await form.getByRole('button', { name: 'Lägg till' }).click()
      await column('story').nth(before).waitFor()
    }
    await whole()
    await picture(page, 'ord-och-bild', { docs: true, full: true })
  })

  it('holds a safety plan and a safe home', async () => {
    await begin('safety_plan')
    await say('danger', 'Att Leo och Mira är ensamma hemma när pappa har druckit')
    await say('goal', 'Barnen är aldrig ensamma med någon som har druckit')
    const form = page.locator('#del-rules form.add')
    await form.getByLabel('Regel').fill('Den som är nykter nattar barnen')
    await form.getByLabel(/^Vem gör det/).fill('Mamma, annars mormor')
    await form.getByRole('button', { name: 'Lägg till' }).click()
    await column('rules').first().waitFor()
    await whole()
    await picture(page, 'sakerhetsplan', { full: true })
    await begin('safe_home')
    await say('who_lives', 'Jag, mamma, Mira och katten')
    await whole()
  })

  it('shows then and now beside each other', async () => {
    await page.goto(tools.mapping)
    await begin('mapping')
    await say('works', 'Mormor hämtar alltid')
    await say('works', 'Pappa har varit nykter i sex veckor')
    await say('needs', 'Skolan får veta planen')
    await mark('Barnet', 'Leo', 7, 'jag sover själv')
    await mark('Mamma', '', 6, '')
    await page.getByRole('link', { name: 'Då och nu' }).click()
    await page.getByText('Stod här då').first().waitFor()
    assert.match(await page.locator('.scale-line').getAttribute('aria-label'), /Leo från 4 till 7/)
    await whole()
    await picture(page, 'kartlaggning-da-och-nu', { docs: true, full: true })
  })
})
