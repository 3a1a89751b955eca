/** Says what its clock shows. Takes leases when told a store and ids, says which it got, and holds them until it is ended. */
import { LeaseTaken, takeLease } from "../../../src/experiments/store/lease";

process.on("message", ({ store, ids }: { store: string; ids: readonly string[] }) => {
  process.send!(ids.filter((id) => !(takeLease(store, id) instanceof LeaseTaken)));
});
process.on("disconnect", () => process.exit(0));
process.send!(Date.now());
