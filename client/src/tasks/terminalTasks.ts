/**
 * Commands in the integrated terminal. Both ways take an argument list: no shell reads it, so nothing has to be quoted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import * as vscode from 'vscode';
import { withoutTaskVariables } from '../engine/literal.ts';
import { quoteCommandLine } from '../engine/quoting.ts';

export interface TerminalCommand {
  /** The terminal's title: "build my-app". */
  readonly title: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Names of problem matchers that read the output. */
  readonly problemMatchers?: readonly string[];
  /** Give it the keyboard: it asks the user something, or takes Ctrl+C. */
  readonly focus?: boolean;
}

/**
 * Runs a program with a real terminal (colours, progress bars, prompts) as a task. The exit code; undefined when it could not be
 * started or the user closed the terminal.
 */
export function runInTerminal(command: TerminalCommand): Promise<number | undefined> {
  const { argv, cwd } = withoutTaskVariables(command, process.platform === 'win32');
  const [program = '', ...programArguments] = argv;
  const execution = new vscode.ProcessExecution(program, programArguments, { cwd });
  return runTask(asTask(command, execution));
}

export interface ReadRun {
  readonly exitCode: number | undefined;
  readonly output: string;
}

/**
 * Runs programs one after the other until one fails, shows what they print and reads it too. They get no terminal: for those
 * whose output we must understand (VS Code lets nobody read a real terminal).
 */
export async function runAndRead(
  title: string,
  commands: readonly (readonly string[])[],
  cwd: string,
): Promise<ReadRun> {
  const reader = new ReadingTerminal(commands, cwd);
  const execution = new vscode.CustomExecution(async () => reader);
  const exitCode = await runTask(asTask({ title, argv: commands[0] ?? [], cwd }, execution));
  return { exitCode: reader.exitCode ?? exitCode, output: reader.output };
}

let runs = 0;

/** Each run is a task of its own: VS Code refuses to start "the same" task twice. */
function asTask(command: TerminalCommand, execution: vscode.ProcessExecution | vscode.CustomExecution): vscode.Task {
  const task = new vscode.Task(
    { type: 'drydock', command: 'run', run: ++runs },
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(command.cwd)) ?? vscode.TaskScope.Workspace,
    command.title,
    'Drydock',
    execution,
    [...(command.problemMatchers ?? [])],
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    // A terminal that is used again shows the output but hands no lines to the problem matchers (seen in VS Code 1.100).
    panel: vscode.TaskPanelKind.New,
    focus: command.focus ?? false,
    showReuseMessage: false,
  };
  return task;
}

/**
 * Starts a task and waits for its end: the exit code, or undefined when there was no process or it was ended from outside.
 * The run's number tells the events apart: a quick task ends before `executeTask` returns, and then the execution objects differ.
 */
async function runTask(task: vscode.Task): Promise<number | undefined> {
  const { run } = task.definition as unknown as { run: number };
  const isOurs = ({ execution }: { execution: vscode.TaskExecution }) => execution.task.definition['run'] === run;
  let exitCode: number | undefined;
  let listeners = new vscode.Disposable(() => {});
  const ended = new Promise<void>(resolve => {
    listeners = vscode.Disposable.from(
      vscode.tasks.onDidEndTaskProcess(event => {
        if (isOurs(event)) exitCode = event.exitCode;
      }),
      vscode.tasks.onDidEndTask(event => {
        if (isOurs(event)) resolve();
      }),
    );
  });
  closeFinished(task.name);
  try {
    await vscode.tasks.executeTask(task);
    await ended;
    return exitCode;
  } finally {
    listeners.dispose();
  }
}

/** The terminals of earlier runs of the same thing have been read: the new one takes their place. */
function closeFinished(title: string): void {
  if (vscode.tasks.taskExecutions.some(execution => execution.task.name === title)) return;
  for (const terminal of vscode.window.terminals)
    if (terminal.name === title || terminal.name === `Drydock: ${title}`) terminal.dispose();
}

/** A terminal whose content we write: the programs' output, with what the user types handed to them. */
class ReadingTerminal implements vscode.Pseudoterminal {
  output = '';
  exitCode: number | undefined;
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private child: ChildProcess | undefined;
  private cancelled = false;
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;
  private readonly commands: readonly (readonly string[])[];
  private readonly cwd: string;

  constructor(commands: readonly (readonly string[])[], cwd: string) {
    this.commands = commands;
    this.cwd = cwd;
  }

  async open(): Promise<void> {
    let exitCode = 0;
    for (const argv of this.commands) {
      if (this.cancelled || exitCode !== 0) break;
      this.written.fire(`\x1b[1m> ${quoteCommandLine(argv, 'posix')}\x1b[0m\r\n`);
      exitCode = await this.run(argv);
    }
    this.exitCode = this.cancelled ? undefined : exitCode;
    this.closed.fire(this.cancelled ? 130 : exitCode);
  }

  handleInput(data: string): void {
    if (data === '\x03') this.close();
  }

  close(): void {
    this.cancelled = true;
    this.child?.kill('SIGINT');
  }

  private run(argv: readonly string[]): Promise<number> {
    const [program = '', ...programArguments] = argv;
    return new Promise(resolve => {
      const child = spawn(program, programArguments, {
        cwd: this.cwd,
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.child = child;
      const show = (data: unknown) => {
        this.output += String(data);
        this.written.fire(String(data).replace(/\r?\n/g, '\r\n'));
      };
      child.stdout.on('data', show);
      child.stderr.on('data', show);
      child.on('error', error => {
        show(error.message + '\n');
        resolve(127);
      });
      child.on('close', code => resolve(code ?? 1));
    });
  }
}
