import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'copy-from-stage-number',
    title: 'A stage is copied from by its number',
    group: 'style',
    severity: 'hint',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'kics', code: 'using_unnamed_build_stages', same: false }],
    messages: { number: 'Stage {number} is another one as soon as a stage is added above; name it' },
  },
  *check({ document }) {
    const { stageModel, stages } = document;
    const taken = new Set(stages.map(({ name }) => name));
    for (const use of stageModel.uses) {
      if (!use.byIndex || use.kind !== 'COPY' || use.target === undefined || use.onBuild) continue;
      const { target, user } = use;
      if (target.index >= user.index) continue;
      const existing = target.nameWord?.value;
      const fresh = ['build', 'builder', `stage${target.index}`].find(name => !taken.has(name));
      const name = existing ?? fresh;
      const fixes: Fix[] = [];
      if (
        name !== undefined &&
        target.baseWord !== undefined &&
        (existing === undefined || stageModel.byName(existing, user) === target)
      ) {
        const { end } = target.baseWord.span;
        const naming = existing === undefined ? [{ span: { start: end, end }, newText: ` AS ${name}` }] : [];
        const others = stageModel
          .usesOf(target)
          .filter(({ byIndex, kind, onBuild }) => byIndex && kind === 'COPY' && !onBuild);
        fixes.push({
          title: existing === undefined ? `Name the stage ${name} and use the name` : `Use the name ${name}`,
          safety: 'safe',
          edits: [...naming, ...others.map(({ span }) => ({ span, newText: name }))],
          touches: [target.from.index, ...others.map(({ instruction }) => instruction.index)],
        });
      }
      yield { messageId: 'number', data: { number: use.text }, span: use.span, fixes };
    }
  },
});
