import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../syntax/parse.ts';
import { defaultFormatOptions, formatEdits, formatText } from './format.ts';

const cases: readonly {
  readonly title: string;
  readonly before: string;
  readonly after?: string;
  readonly indent?: string;
}[] = [
  {
    title: 'keyword case, AS and HEALTHCHECK CMD',
    before: 'from a as b\nhealthcheck cmd true\n',
    after: 'FROM a AS b\nHEALTHCHECK CMD true\n',
  },
  {
    title: 'blanks between words and flags',
    before: 'COPY   --link\t--chown=a  b   c\n',
    after: 'COPY --link --chown=a b c\n',
  },
  { title: 'blanks inside a command stay', before: 'RUN  echo   a   "b  c"\n', after: 'RUN echo   a   "b  c"\n' },
  { title: 'the exec form', before: 'CMD [ "a","b\\u00e9" ]\n', after: 'CMD ["a", "b\\u00e9"]\n' },
  { title: 'a broken exec form is a shell form and stays', before: 'CMD [ "a", ]\n' },
  {
    title: 'a block of packages moves as a whole',
    before: 'RUN apk add \\\n  a \\\n    b   \\\n  # c\n  && x\n',
    indent: '    ',
    after: 'RUN apk add \\\n    a \\\n      b \\\n    # c\n    && x\n',
  },
  { title: 'a word split by a continuation stays whole', before: 'EXPOSE 8081\\\n8082\n' },
  { title: 'a quoted text over lines keeps its blanks', before: 'RUN echo "a   \\\n  b"\n' },
  { title: 'a value in quotes keeps its blanks', before: 'RUN echo "${A:-a \\\n\tb}" \\\n  && c\n' },
  {
    title: 'a pattern of case within a substitution is no end',
    before: 'RUN echo "$(case $A in b) echo "a   \\\n   b" ;; esac)" \\\n  && c\n',
    indent: '    ',
  },
  {
    title: 'lines indented with tabs and blanks stay where they are',
    before: 'RUN set  \\\n\t-e \\\n    && c\n',
    after: 'RUN set \\\n\t-e \\\n    && c\n',
  },
  { title: 'quotes inside a substitution', before: 'RUN echo "$(cat "a \\\n b")"\n' },
  { title: 'heredocs stay byte for byte, terminators too', before: 'ONBUILD COPY <<-EOF /a\n\t x  \n\tEOF\n' },
  { title: 'a heredoc with a file descriptor', before: 'RUN python3 3<<EOF\n  if x:\n      y\nEOF\n' },
  { title: 'arithmetic is not a heredoc and stays so', before: 'RUN echo $((1<<4))\n' },
  { title: 'a text that is one argument keeps its blanks', before: 'WORKDIR /a  \\\n  b\n' },
  { title: 'the legacy form keeps its value', before: 'ENV  A   b  c\n', after: 'ENV A b  c\n' },
  {
    title: 'Windows files only get safe changes',
    before: '# escape=`\nrun powershell `\n  -c  x\n',
    after: '# escape=`\nRUN powershell `\n  -c  x\n',
  },
  { title: 'Python as shell: indentation may mean something', before: 'SHELL ["python3", "-c"]\nRUN if 1: \\\n  x\n' },
  { title: 'comments stay byte for byte', before: '  #   x  \nFROM a\n#y\n' },
  { title: 'a blank first line decides about directives and stays', before: '\n# escape=`\nFROM a\n' },
  {
    title: 'blank lines and the end of the file',
    before: 'FROM a\n\n\n\n\nUSER b\n\n\n',
    after: 'FROM a\n\n\nUSER b\n',
  },
  { title: 'CRLF and a byte-order mark', before: '\ufefffrom a\r\nrun b', after: '\ufeffFROM a\r\nRUN b\r\n' },
  { title: 'unknown instructions stay', before: 'FROM a\nfoo   bar\n' },
  { title: 'an open continuation at the end stays', before: 'RUN a \\\n' },
  {
    title: 'an array over several lines',
    before: 'CMD [ \\\n  "a", \\\n  "b" \\\n]\n',
    indent: '    ',
    after: 'CMD [ \\\n    "a", \\\n    "b" \\\n]\n',
  },
];
for (const { title, before, after, indent } of cases) {
  test(title, () => {
    const options = indent === undefined ? {} : { indent };
    const formatted = formatText(before, options);
    assert.equal(formatted, after ?? before);
    assert.equal(formatText(formatted, options), formatted);
  });
}

test('only the lines of a range change', () => {
  const text = 'from a\nrun b\nrun c\n';
  const edits = formatEdits(parse(text), defaultFormatOptions, { start: 7, end: 9 });
  assert.deepEqual(
    edits.map(edit => [edit.span.start, edit.newText]),
    [[7, 'RUN']],
  );
});
