export interface Choice { readonly id: string; readonly label: string; readonly title: string; readonly text: string }

/** What `/` or `@` could become; the keyboard stays in the text. */
export function Suggestions({ choices, chosen, take, nothing }: { choices: readonly Choice[]; chosen: number; take: (choice: Choice) => void; nothing: string }) {
  if (choices.length === 0) return <div className="suggestions"><p>{nothing}</p></div>;
  return (
    <div className="suggestions" role="listbox">
      {choices.map((choice, at) => (
        <button key={choice.id} type="button" role="option" tabIndex={-1} aria-selected={at === chosen} onMouseDown={(event) => { event.preventDefault(); take(choice); }}>
          <b>{choice.label}</b><span>{choice.title}</span>{choice.title && <small>{choice.text}</small>}
        </button>
      ))}
    </div>
  );
}
