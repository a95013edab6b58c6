import pc from 'picocolors';
import slugify from 'slugify';

const words: string[] = process.argv.slice(2);
console.log(pc.bold('signal'), slugify(words.join(' '), { lower: true }));
