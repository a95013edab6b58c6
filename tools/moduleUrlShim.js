// `import.meta.url` does not exist in CommonJS output; packages that ask for it get the file's own URL.
export const __drydockModuleUrl = require('node:url').pathToFileURL(__filename).href;
