/** The package has no types of its own. */
declare module '@size-limit/file' {
  const plugin: () => unknown;
  export default plugin;
}
