import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { signToken } from './token.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

/** Nothing that leaves this machine, and nothing that asks for a screen. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long `expect.poll` waits: a busy machine is no fault. */
export const PATIENT = { timeout: 15_000 } as const;

/**
 * Starts a real Chromium. `CHROMIUM` says where it is; otherwise it is looked for where it usually is.
 *
 * @throws Error that says what to install, when there is none
 */
export async function startBrowser(): Promise<Browser> {
  const { CHROMIUM } = process.env;
  const executablePath = [...(CHROMIUM ? [CHROMIUM] : PLACES)].find(isProgram);
  if (executablePath === undefined) {
    const sought = CHROMIUM ? `CHROMIUM names "${CHROMIUM}", which is no program` : 'No Chromium was found';
    throw new Error(`${sought}: install it ("apt-get install chromium"), or say in CHROMIUM where it is`);
  }
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('Policy: ' + event.violatedDirective + ' ' + event.blockedURI);
});`;

/** A person at the page, in a browser profile of their own. */
export class PageVisitor {
  readonly page: Page;
  /** What the console and the policy complained about, but for connections that could not be made. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      const text = message.text();
      const quiet = message.type() === 'error' || message.type() === 'warning';
      if (quiet && !/net::ERR_|Connection closed|WebSocket connection to/.test(text)) this.complaints.push(text);
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<PageVisitor> {
    const context = await browser.newContext(options);
    const visitor = new PageVisitor(await context.newPage());
    await visitor.page.addInitScript({ content: TELL_VIOLATIONS });
    if (url !== '') await visitor.page.goto(url);
    return visitor;
  }

  /** A guest of this name, in the room: as somebody of whom this tab has a pass. */
  static async enter(
    browser: Browser,
    url: string,
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<PageVisitor> {
    const visitor = await PageVisitor.open(browser, '', options);
    const id = `guest-${randomUUID()}`;
    const pass = {
      token: await signToken({ sub: id, name }),
      visitor: { id, name },
      expiresAt: Date.now() + 3_600_000,
    };
    const kept = JSON.stringify(JSON.stringify(pass));
    await visitor.page.addInitScript({ content: `sessionStorage['breakwater.pass'] ??= ${kept}` });
    await visitor.page.goto(url);
    await visitor.online();
    return visitor;
  }

  /** Waits until the page says that it is online; with a place, at that one. */
  async online(place = ''): Promise<void> {
    await this.page.locator('.badge-text', { hasText: new RegExp(`(Online|Reconnected) at ${place}`) }).waitFor();
  }

  /** Clicks on the canvas there, from its upper left, and types. */
  async write(text: string, at = { x: 160, y: 300 }): Promise<void> {
    await this.page.locator('#canvas').click({ position: at });
    await this.page.keyboard.type(text);
  }

  /** Writes on the canvas and sends it. */
  async say(text: string, at?: { x: number; y: number }): Promise<void> {
    await this.write(text, at);
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.press('Escape');
  }

  /** Waits until a text stands on the canvas, said. */
  async hears(text: string): Promise<void> {
    await this.bubble(text, 'shown').waitFor();
  }

  /** What stands on the canvas, by a part of its text. */
  bubble(text: string, phase?: string): Locator {
    const which = phase === undefined ? '.bubble' : `.bubble[data-phase="${phase}"]`;
    return this.page.locator(which, { has: this.page.locator('.words', { hasText: text }) }).first();
  }

  /** Opens a panel beside the canvas, if it is not open. */
  async turnTo(name: 'Chat' | 'People' | 'Settings'): Promise<void> {
    const panel = this.page.locator('.panel');
    await this.page.locator('.bar').waitFor();
    if (await panel.isVisible()) await panel.locator('.tab', { hasText: name }).click();
    else await this.page.locator(`.bar [title="${name}"]`).click();
    await this.page.locator(`.panel[aria-label="${name}"]`).waitFor();
  }

  /** Everything that stands in the chat, oldest first. */
  async said(): Promise<string[]> {
    await this.turnTo('Chat');
    return this.page.locator('.line:not(.pending) .said-text').allTextContents();
  }

  /** Waits until the chat has so many messages. */
  async saidCount(count: number): Promise<void> {
    await this.turnTo('Chat');
    await this.page
      .locator('.line:not(.pending) .said-text')
      .nth(count - 1)
      .waitFor();
  }

  /** What axe finds serious or critical on the page as it is, by rule and element. */
  async barriers(): Promise<string[]> {
    const session = await this.page.context().newCDPSession(this.page);
    // By the debugger, because the page's own policy lets no script in.
    const expression = `${axe.source};axe.run(document).then((found) => JSON.stringify(found.violations))`;
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    await session.detach();
    if (exceptionDetails) throw new Error(`axe did not run: ${exceptionDetails.text}`);
    const violations = JSON.parse(String(result.value)) as Violation[];
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }
}

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: ReadonlyArray<{ readonly target: readonly string[] }>;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
