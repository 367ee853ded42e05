import { usePhone } from "../kit/Dialog";
import { CloseIcon, SearchIcon } from "../kit/icons";
import { isComposing } from "../kit/keys";
import { useRoute } from "../kit/route";
import { texts } from "../texts";
import { endSearch, setSearch } from "./searchRoute";
import classes from "./SearchBox.module.css";

/** What is typed here is part of the page's address. */
export function SearchBox() {
  const search = useRoute().search;
  const phone = usePhone();
  return (
    <div className={classes.box} role="search">
      <SearchIcon size={17} />
      <input
        id="search"
        className={classes.field}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        value={search?.q ?? ""}
        placeholder={texts.search.placeholder}
        aria-label={texts.search.label}
        maxLength={500}
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setSearch({ q: event.currentTarget.value }, phone)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || isComposing(event.nativeEvent)) return;
          endSearch();
          event.currentTarget.blur();
        }}
      />
      {search ? (
        <button type="button" className={classes.clear} aria-label={texts.search.clear} onClick={endSearch}>
          <CloseIcon size={16} />
        </button>
      ) : (
        <kbd className={classes.hint} aria-hidden="true">
          Ctrl K
        </kbd>
      )}
    </div>
  );
}
