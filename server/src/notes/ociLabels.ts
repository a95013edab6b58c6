/** The predefined annotation keys of the OCI image specification, with what a value looks like. The notes of kind `label` explain them. */

export interface OciLabel {
  readonly key: string;
  /** A good value, for completion; variables are placeholders for build arguments. */
  readonly example: string;
  /** True for those that most images should have. */
  readonly usual: boolean;
}

/** In the order in which they are offered: the usual ones first. */
export const ociLabels: readonly OciLabel[] = [
  label('title', 'Shop API', true),
  label('description', 'Answers the shop’s requests', true),
  label('source', 'https://github.com/OWNER/REPOSITORY', true),
  label('version', '$VERSION', true),
  label('revision', '$REVISION', true),
  label('licenses', 'Apache-2.0', true),
  label('created', '$CREATED', false),
  label('authors', 'Ann Example <ann@example.com>', false),
  label('vendor', 'Example Ltd', false),
  label('url', 'https://example.com', false),
  label('documentation', 'https://example.com/docs', false),
  label('base.name', 'docker.io/library/debian:13-slim', false),
  label('base.digest', 'sha256:…', false),
  label('ref.name', '1.4.0', false),
];

/** Today's key for one of Label Schema's, which is out of use since 2018; undefined where there is none. */
export function ociKeyOfLabelSchema(key: string): string | undefined {
  const name = /^org\.label-schema\.(.+)$/.exec(key)?.[1];
  const today = name === undefined ? undefined : labelSchema[name];
  return today === undefined ? undefined : `org.opencontainers.image.${today}`;
}

const labelSchema: Readonly<Record<string, string>> = {
  'build-date': 'created',
  name: 'title',
  description: 'description',
  usage: 'documentation',
  url: 'url',
  'vcs-url': 'source',
  'vcs-ref': 'revision',
  vendor: 'vendor',
  version: 'version',
  license: 'licenses',
};

function label(name: string, example: string, usual: boolean): OciLabel {
  return { key: `org.opencontainers.image.${name}`, example, usual };
}
