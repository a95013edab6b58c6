// A real VS Code window with the packaged extension, driven as a person drives it: mouse, keyboard, palette.
// Lines and columns are counted from 1, as the status bar shows them.
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitFor } from '../support/machine.mjs';
import { openBrowser, startCodeServer } from './codeServer.mjs';
import { ensureVsCode } from './install.mjs';

/** Keys of our own for what has no key, or whose key differs between systems. */
const keybindings = [
  {
    key: 'ctrl+alt+f1',
    command: 'runCommands',
    args: { commands: ['editor.action.selectAll', 'editor.action.clipboardCopyAction'] },
  },
  {
    key: 'ctrl+alt+f2',
    command: 'runCommands',
    args: {
      commands: [
        'workbench.action.terminal.selectAll',
        'workbench.action.terminal.copySelection',
        'workbench.action.terminal.clearSelection',
      ],
    },
  },
  {
    key: 'ctrl+alt+f3',
    command: 'runCommands',
    args: { commands: ['workbench.panel.markers.view.focus', 'list.selectAll', 'problems.action.copy'] },
  },
  { key: 'ctrl+alt+f4', command: 'workbench.action.focusActiveEditorGroup' },
  { key: 'ctrl+alt+f5', command: 'workbench.action.closeActiveEditor' },
  { key: 'ctrl+alt+f6', command: 'workbench.action.closePanel' },
  { key: 'ctrl+alt+f7', command: 'notifications.clearAll' },
  { key: 'ctrl+alt+f8', command: 'workbench.action.files.revert' },
];

/** The editor's, not the tooltip of a tab or a tree that the mouse crosses on its way. */
const hoverContent = '.monaco-hover:not(.hidden):not(.workbench-hover) .monaco-hover-content';
const activeEditor = '.editor-group-container.active .monaco-editor[data-uri]';
const limit = 90;

/**
 * Opens VS Code on a temporary copy of `folder` (so that edits stay out of the checkout), with the extension `vsix`
 * installed. `settings`, `trusted`, `env`: see startCodeServer; `size`: of the window; `bare`: no folder is opened;
 * `workspaceFile`: a .code-workspace file in it, opened instead of the folder; `move`: the folder itself, where a copy would take long.
 * The returned object's functions are documented one by one below; `close()` ends everything.
 */
export async function openWindow(options) {
  const install = await ensureVsCode();
  const scratch = mkdtempSync(join(tmpdir(), 'drydock-window-'));
  const workspace = join(scratch, options.name ?? 'workspace');
  if (options.move) renameSync(options.folder, workspace);
  else mkdirSync(workspace);
  if (options.folder && !options.move) cpSync(options.folder, workspace, { recursive: true });
  const server = await startCodeServer(install, {
    ...options,
    keybindings: [...keybindings, ...(options.keybindings ?? [])],
  });
  let browser;
  const close = async () => {
    await browser?.close().catch(() => {});
    server.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    browser = await openBrowser(install);
    const context = await browser.newContext({
      viewport: options.size ?? { width: 1440, height: 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    const console = [];
    page.on('console', message => console.push(`[${message.type()}] ${message.text()}`));
    const query = options.workspaceFile
      ? `?workspace=${encodeURIComponent(join(workspace, options.workspaceFile))}`
      : `?folder=${encodeURIComponent(workspace)}`;
    await page.goto(`http://127.0.0.1:${server.port}/${options.bare ? '' : query}`);
    await page.waitForSelector('.monaco-workbench[class*="vscode-theme-"]', { timeout: limit * 1000 });
    await page.waitForSelector('#status\\.problems', { timeout: limit * 1000 });
    return { ...driver(page, workspace), page, workspace, server, console, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function driver(page, workspace) {
  const press = key => page.keyboard.press(key);
  const type = text => page.keyboard.type(text);
  const visible = selector => page.locator(selector).first().isVisible();

  /** What lands in the clipboard after the keys; undefined when nothing was copied. */
  const copied = async (key, limitSeconds = 5) => {
    const marker = `nothing-copied-${Math.random()}`;
    await page.evaluate(text => navigator.clipboard.writeText(text), marker);
    await press(key);
    try {
      return await waitFor(
        'a copy',
        async () => {
          const text = await page.evaluate(() => navigator.clipboard.readText());
          return text === marker ? undefined : { text };
        },
        limitSeconds,
      ).then(found => found.text);
    } catch {
      return undefined;
    }
  };

  /** Types into the quick input that is open and takes the row whose label is (or contains) the text. */
  const pick = async (text, label = text) => {
    await page.waitForSelector('.quick-input-widget:visible input', { timeout: limit * 1000 });
    const input = page.locator('.quick-input-widget input').first();
    if (text !== undefined) await input.fill((await input.inputValue()).startsWith('>') ? `>${text}` : text);
    const row = page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: label }).first();
    await row.waitFor({ timeout: limit * 1000 });
    await row.click();
  };

  /** The labels of the quick input's rows that are on the screen. */
  const pickRows = async () => {
    await page.waitForSelector('.quick-input-widget .monaco-list-row', { timeout: limit * 1000 });
    return page.locator('.quick-input-widget .monaco-list-row').allInnerTexts();
  };

  /** Fills the input box that is open (not a list) and accepts it. */
  const answer = async text => {
    const input = page.locator('.quick-input-widget:visible input').first();
    await input.waitFor({ timeout: limit * 1000 });
    await input.fill(text);
    await press('Enter');
  };

  /** Runs a command by its title in the palette. Extensions may still be starting, so the palette is asked again. */
  const command = async title => {
    await waitFor(
      `the command "${title}" in the palette`,
      async () => {
        await press('F1');
        const input = page.locator('.quick-input-widget:visible input').first();
        await input.waitFor({ timeout: 15000 });
        await input.fill(`>${title}`);
        const row = page
          .locator('.quick-input-widget .monaco-list-row', { has: page.getByText(title, { exact: true }) })
          .first();
        try {
          await row.waitFor({ timeout: 4000 });
        } catch {
          await press('Escape');
          return false;
        }
        await row.click();
        return true;
      },
      limit,
    );
  };

  /**
   * Opens a file of the workspace by its relative path and waits until its editor has the focus. The list may still show the answer
   * to what was typed before, so that another file of the name comes up: then once more.
   */
  const openFile = async path => {
    const name = path.split('/').pop();
    const isOpen = async () => {
      const uri = await page.locator(activeEditor).first().getAttribute('data-uri', { timeout: 2000 });
      return decodeURIComponent(uri ?? '').endsWith(join(workspace, path));
    };
    await waitFor(
      `the editor of ${path}`,
      async () => {
        await press('Control+p');
        const input = page.locator('.quick-input-widget:visible input').first();
        await input.waitFor({ timeout: limit * 1000 });
        await input.fill(join(workspace, path));
        const row = page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: name }).first();
        await row.waitFor({ timeout: limit * 1000 });
        await row.click();
        return waitFor(`the editor of ${path}`, isOpen, 15);
      },
      limit,
    );
    await focusEditor();
  };

  const focusEditor = async () => {
    await press('Control+Alt+F4');
    await page.waitForSelector('.editor-group-container.active .monaco-editor.focused', { timeout: limit * 1000 });
  };

  /** Puts the cursor there; waits for the status bar to say so and for the cursor to stand still. Returns its box. */
  const goTo = async (line, column) => {
    await focusEditor();
    await press('Control+g');
    const input = page.locator('.quick-input-widget:visible input').first();
    await input.waitFor({ timeout: limit * 1000 });
    await input.fill(`:${line}:${column}`);
    await press('Enter');
    await waitFor(
      `the cursor at ${line}:${column}`,
      async () =>
        (await page.locator('#status\\.editor\\.selection').textContent()).includes(`Ln ${line}, Col ${column}`),
      limit,
    );
    return stillCursor();
  };

  /** The box of the cursor once it stands still; a code lens or an inlay hint that arrives late moves it. */
  const stillCursor = () => {
    const cursor = page.locator('.editor-group-container.active .monaco-editor.focused .cursors-layer .cursor').first();
    let last = '';
    return waitFor(
      'a still cursor',
      async () => {
        const box = await cursor.boundingBox({ timeout: 2000 });
        const now = JSON.stringify(box);
        const still = now === last;
        last = now;
        return still ? box : undefined;
      },
      limit,
    );
  };

  /** Rests the mouse on the character there and returns the hover's text; empty when none comes within `seconds`. */
  const hover = async (line, column, seconds = 60) => {
    await goTo(line, column);
    try {
      return await waitFor(
        'a hover',
        async () => {
          // Measured at each try: a code lens above the line may have moved it since.
          const box = await stillCursor();
          await restMouse();
          await page.mouse.move(box.x + 2, box.y + box.height / 2, { steps: 3 });
          try {
            await page.waitForSelector(hoverContent, { timeout: 3000 });
          } catch {
            return undefined;
          }
          const text = (await page.locator(hoverContent).allInnerTexts()).join('\n').trim();
          return text === '' || /^Loading/.test(text) ? undefined : text;
        },
        seconds,
      );
    } catch {
      return '';
    }
  };

  /** Takes the mouse to where nothing reacts to it, so that no tooltip is in a picture. */
  const restMouse = () => page.mouse.move(24, 600, { steps: 2 });

  /** Opens the suggestions at the cursor and returns the labels on the screen. */
  const completions = async (seconds = 60) =>
    waitFor(
      'suggestions',
      async () => {
        await press('Control+Space');
        try {
          await page.waitForSelector('.suggest-widget.visible .monaco-list-row', { timeout: 3000 });
        } catch {
          await press('Escape');
          return undefined;
        }
        const labels = await page.locator('.suggest-widget.visible .monaco-list-row .label-name').allInnerTexts();
        return labels.length > 0 ? labels : undefined;
      },
      seconds,
    );

  /** Accepts the suggestion with that label from the open list. */
  const acceptCompletion = async label => {
    const row = page
      .locator('.suggest-widget.visible .monaco-list-row', { has: page.getByText(label, { exact: true }) })
      .first();
    await row.waitFor({ timeout: limit * 1000 });
    await row.click();
    await page.waitForSelector('.suggest-widget.visible', { state: 'hidden', timeout: limit * 1000 });
  };

  /** Opens the quick fix menu at the place and returns its titles; an empty list when there are none. */
  const quickFixes = async (line, column, seconds = 60) => {
    await goTo(line, column);
    const rows = '.action-widget .monaco-list-row.action .title';
    return waitFor(
      'quick fixes',
      async () => {
        await press('Control+.');
        const found = await Promise.race([
          page.waitForSelector(rows, { timeout: 5000 }).then(
            () => true,
            () => undefined,
          ),
          page.waitForSelector('.monaco-editor-overlaymessage', { timeout: 5000 }).then(
            () => false,
            () => undefined,
          ),
        ]);
        if (found === undefined) return undefined;
        return found ? page.locator(rows).allInnerTexts() : [];
      },
      seconds,
    );
  };

  /** Applies the quick fix with that title (or the first that matches the expression) at the place. */
  const applyQuickFix = async (line, column, title) => {
    const matches = text => (title instanceof RegExp ? title.test(text) : text === title);
    const titles = await waitFor(
      `the quick fix ${title}`,
      async () => {
        const found = await quickFixes(line, column);
        if (found.some(matches)) return found;
        await press('Escape');
        return undefined;
      },
      limit,
    );
    for (let step = 0; step <= titles.length + 4; step++) {
      const focused = page.locator('.action-widget .monaco-list-row.focused .title').first();
      if ((await focused.count()) > 0 && matches((await focused.textContent()) ?? '')) break;
      await press('ArrowDown');
    }
    await press('Enter');
    await page.waitForSelector('.action-widget', { state: 'hidden', timeout: limit * 1000 });
  };

  /** The whole text of the focused editor. */
  const editorText = async () => {
    await focusEditor();
    return (await copied('Control+Alt+F1')) ?? '';
  };

  /** Waits until the editor's text passes the check, and returns it. */
  const editorTextThat = (what, check) =>
    waitFor(
      what,
      async () => {
        const text = await editorText();
        return check(text) ? { text } : undefined;
      },
      limit,
    ).then(found => found.text);

  /** The Problems panel as the list that "Copy" gives: objects with message, code, severity, startLineNumber … */
  const problems = async () => {
    const text = await copied('Control+Alt+F3', 2);
    await focusEditor();
    if (text === undefined) return [];
    try {
      const parsed = JSON.parse(text);
      return Array.isArray(parsed) ? parsed : [parsed];
    } catch {
      return [];
    }
  };

  /** Everything in the active terminal, scrolled-away lines included; lines that the terminal wrapped stay joined. */
  const terminalText = async () => {
    await page.waitForSelector('.terminal-wrapper.active .xterm', { timeout: limit * 1000 });
    await page
      .locator('.terminal-wrapper.active .xterm')
      .first()
      .click({ position: { x: 5, y: 5 } });
    return (await copied('Control+Alt+F2')) ?? '';
  };

  /** Waits until the terminal's text passes the check, and returns it. */
  const terminalTextThat = (what, check, seconds = limit) =>
    waitFor(
      what,
      async () => {
        const text = await terminalText();
        return check(text) ? text : undefined;
      },
      seconds,
      500,
    );

  /** The notifications on the screen, as text. */
  const notifications = () =>
    page.locator('.notification-toast, .notifications-center .notification-list-item').allInnerTexts();

  /** Presses a button of a notification. */
  const notificationButton = async label => {
    await page
      .locator('.notification-toast .monaco-button', { hasText: label })
      .first()
      .click({ timeout: limit * 1000 });
  };

  /** Closes the tab in front with that title with the mouse: a page, such as a preview, takes the keys. */
  const closeTab = async title => {
    const tab = page.locator('.tab.active', { hasText: title }).last();
    await tab.locator('.tab-actions .action-label').last().click();
    await waitFor('the tab to close', async () => (await page.locator('.tab', { hasText: title }).count()) === 0);
  };

  /** A picture of the window into docs/screenshots/NAME.png, only when asked for (DRYDOCK_SCREENSHOTS=1). */
  const screenshot = async name => {
    if (process.env['DRYDOCK_SCREENSHOTS'] !== '1') return;
    const path = new URL(`../../docs/screenshots/${name}.png`, import.meta.url).pathname;
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path });
  };

  return {
    acceptCompletion,
    answer,
    applyQuickFix,
    closeTab,
    command,
    completions,
    copied,
    editorText,
    editorTextThat,
    focusEditor,
    goTo,
    hover,
    notificationButton,
    notifications,
    openFile,
    pick,
    pickRows,
    press,
    problems,
    quickFixes,
    restMouse,
    screenshot,
    terminalText,
    terminalTextThat,
    type,
    visible,
  };
}
