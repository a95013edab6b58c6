/** Programs that copy, move and unpack files. */
import { joinPath } from '../../../model/goText.ts';
import { type CommandEffect, files, harmless, operands, optionValue, resolve } from './effect.ts';

export function copyLike(args: readonly string[], cwd: string, program: string): CommandEffect {
  const target = optionValue(args, ['-t', '--target-directory']);
  const list = operands(args, ['-t', '-m', '-o', '-g', '-S', '--mode', '--owner', '--group']);
  if (program === 'install' && args.includes('-d')) return files(list, cwd);
  if (target !== undefined) return files([target], cwd);
  const last = list.at(-1);
  if (last === undefined || list.length < 2) return { kind: 'files', writes: [] };
  const sources = list.slice(0, -1);
  // Into a folder of the system: the files themselves, as far as their names are known.
  if (isSystemFolder(resolve(cwd, last)) && sources.every(source => !/[*?[]/.test(source))) {
    return files(
      sources.map(source =>
        joinPath(last, source.replace(/\/+$/, '').slice(source.replace(/\/+$/, '').lastIndexOf('/') + 1)),
      ),
      cwd,
    );
  }
  return files([last], cwd);
}

/** Folders that every image has: what is copied into them is named file by file. `/etc/app.conf` is a file and not one of them. */
export function isSystemFolder(path: string): boolean {
  return (
    /^\/(?:|bin|sbin|lib|lib64|boot|dev|etc|opt|proc|root|run|sys|tmp|usr|var|usr\/(?:bin|sbin|lib|lib64|libexec|share|include|src|local)|usr\/local\/(?:bin|sbin|lib|lib64|etc|share|include|src)|usr\/local\/share\/ca-certificates|usr\/share\/[\w.-]+|usr\/lib\/[\w.-]+|etc\/[\w.-]+(?:\/[\w.-]+\.d|\/conf)?|var\/(?:lib|log|run|cache|tmp|spool|opt)|var\/lib\/[\w.-]+|go\/(?:bin|src|pkg)|go)$/.test(
      path,
    ) &&
    !FILE_ENDINGS.test(path) &&
    !SYSTEM_FILES.test(path)
  );
}

/** Files of /etc without an ending. */
const SYSTEM_FILES =
  /^\/etc\/(?:localtime|timezone|hosts|hostname|passwd|group|shadow|gshadow|sudoers|environment|profile|crontab|fstab|motd|issue|shells|services|protocols|machine-id|inputrc|nanorc|vimrc|bash\.bashrc|zshrc)$/;

const FILE_ENDINGS =
  /\.(?:conf|cfg|cnf|ini|ya?ml|json|toml|xml|properties|env|list|rules|repo|service|txt|csv|sql|db|dat|bin|mmdb|html?|css|js|lua|sh|py|pl|rb|crt|cer|pem|key|gpg|asc|jar|war|zip|tgz|gz|bz2|xz|ttf|otf|a|so(?:\.[\d.]+)?)$/i;

export function tar(args: readonly string[], cwd: string): CommandEffect {
  const folder = optionValue(args, ['-C', '--directory', '--cd']);
  const first = args[0] ?? '';
  const extracting = /^-?[a-zA-Z]*x/.test(first) || args.some(arg => arg === '--extract' || /^-[a-zA-Z]*x/.test(arg));
  if (extracting) return files([folder ?? '.'], cwd);
  const archive = optionValue(args, ['-f', '--file']) ?? args.find((arg, index) => index > 0 && !arg.startsWith('-'));
  return archive === undefined ? harmless : files([archive], cwd);
}
