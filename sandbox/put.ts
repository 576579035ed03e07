/** Puts an item into a list: in place of the one that is the same, or at the end. */
export function put<Item>(list: Item[], item: Item, isSame: (old: Item) => boolean): void {
  const index = list.findIndex(isSame)
  list.splice(index < 0 ? list.length : index, 1, item)
}
