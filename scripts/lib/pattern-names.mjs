const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const LONGEST = 40;

/**
 * Why a folder of patterns cannot be called that; null when it can.
 * @param {string | undefined} name
 * @param {readonly string[]} taken names in the folder of patterns
 * @returns {string | null}
 */
export function nameObjection(name, taken) {
  if (!name) return 'A pattern needs a name: npm run new-pattern rate-limiter';
  if (!NAME.test(name))
    return `"${name}" cannot be a pattern's name: small letters, digits and single dashes, a letter first, such as rate-limiter.`;
  if (name.length > LONGEST) return `A pattern's name has at most ${LONGEST} letters, because it stands in every link.`;
  if (taken.includes(name) || taken.includes(`${name}.ts`)) return `src/patterns/${name} is there already.`;
  return null;
}

/**
 * The text of a file of the template, with the template's names replaced.
 * @param {string} text
 * @param {string} name such as `rate-limiter`
 */
export function rename(text, name) {
  const words = name.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  const pascal = words.join('');
  const camel = pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
  return text
    .replaceAll('_template', name)
    .replace(/\bTemplate(?=[A-Z])/g, pascal)
    .replace(/\btemplate(?=[A-Z])/g, camel)
    .replace(/\bTemplate\b/g, words.join(' '));
}
