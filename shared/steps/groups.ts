/** Splits items into groups that share no name: groups may run side by side, a group's items keep their order. */
export function groupsOf<T>(items: T[], namesOf: (item: T) => string[]): T[][] {
  const groups: { items: T[]; names: Set<string> }[] = [];
  for (const item of items) {
    const names = new Set(namesOf(item));
    const touched = groups.filter((group) => !group.names.isDisjointFrom(names));
    const [first, ...others] = touched;
    if (!first) {
      groups.push({ items: [item], names });
      continue;
    }
    for (const other of others) {
      first.items.push(...other.items);
      for (const name of other.names) first.names.add(name);
      groups.splice(groups.indexOf(other), 1);
    }
    first.items.push(item);
    for (const name of names) first.names.add(name);
  }
  return groups.map((group) => group.items);
}
