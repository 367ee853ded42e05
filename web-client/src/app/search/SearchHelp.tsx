import { texts } from "../texts";
import classes from "./SearchHelp.module.css";

/** What can be typed in the search box; the whole of it is in docs/search.md. */
export default function SearchHelp() {
  return (
    <dl className={classes.help}>
      {texts.search.helpRows.map(([typed, finds]) => (
        <div key={typed}>
          <dt>{typed}</dt>
          <dd>{finds}</dd>
        </div>
      ))}
    </dl>
  );
}
