/**
 * A quick pick that is a whole form: what to do on top, and below it the options, each of which opens its own question and comes
 * back. Enter at once does what was done last time.
 */
import * as vscode from 'vscode';

export interface FormItem extends vscode.QuickPickItem {
  /** "stay" shows the form again, "done" ends it. */
  act?(): Promise<'stay' | 'done'> | 'stay' | 'done';
}

export interface FormPage {
  readonly title: string;
  readonly placeholder: string;
  /** The items, given what is typed. They are shown as they are: nothing is filtered. */
  items(typed: string): readonly FormItem[];
}

/** Shows pages until an item says "done" (true) or the user leaves (false). */
export async function showForm(page: () => FormPage): Promise<boolean> {
  let at: string | undefined;
  for (;;) {
    const item = await showPage(page(), at);
    if (item === undefined) return false;
    if ((await item.act?.()) === 'done') return true;
    at = item.label.replace(/:.*/, '');
  }
}

export function separator(label: string): FormItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function showPage(page: FormPage, labelStart: string | undefined): Promise<FormItem | undefined> {
  const pick = vscode.window.createQuickPick<FormItem>();
  const show = () => {
    pick.items = page.items(pick.value).map(item => ({ ...item, alwaysShow: true }));
  };
  pick.title = page.title;
  pick.placeholder = page.placeholder;
  pick.onDidChangeValue(show);
  show();
  // Come back to the option that was just answered.
  const active = labelStart === undefined ? undefined : pick.items.find(item => item.label.startsWith(labelStart));
  if (active !== undefined) pick.activeItems = [active];
  try {
    return await new Promise<FormItem | undefined>(resolve => {
      pick.onDidAccept(() => {
        const [item] = pick.activeItems;
        if (item?.act !== undefined) resolve(item);
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}
