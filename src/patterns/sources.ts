/** Texts of programs, each loaded when somebody reads it: apart from the registry, which everybody loads. */
const sources = import.meta.glob<string>(['./*/programs/*.ts', '!./_template/**'], {
  query: '?raw',
  import: 'default',
});

/** Source text of a program, as it is shown: `file` is the path below the pattern's `programs/`. */
export async function programSource(id: string, file: string): Promise<string> {
  const load = sources[`./${id}/programs/${file}`];
  if (!load) throw new Error(`The pattern "${id}" has no program file "${file}".`);
  return load();
}
