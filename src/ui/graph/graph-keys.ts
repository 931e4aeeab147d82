/** What keys do while a part on the graph has focus: for those who see the map of keys. */
export const GRAPH_KEYS: readonly { readonly title: string; readonly keys: readonly string[] }[] = [
  { title: 'From part to part', keys: ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'] },
  { title: 'Select it, then open its menu', keys: ['Enter'] },
  { title: 'Open its menu at once', keys: ['Shift+F10'] },
  { title: 'Next message on its way', keys: ['M'] },
  { title: 'Next link of this part', keys: ['L'] },
];
