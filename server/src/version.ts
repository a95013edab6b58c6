/** The version of package.json, put in by the build; 'development' in tests. */
declare const __DRYDOCK_VERSION__: string | undefined;

export const version: string = typeof __DRYDOCK_VERSION__ === 'string' ? __DRYDOCK_VERSION__ : 'development';
