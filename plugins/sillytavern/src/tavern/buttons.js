// @ts-check
/** Buttons under SillyTavern's keyboard: at Enter it clicks whatever looks like a button of its own, and so does the browser. */

/**
 * Make a button do something, once however it is pressed.
 * @param {HTMLElement} made a `button`
 * @param {(event: Event) => unknown} act
 * @returns {HTMLButtonElement}
 */
export function pressable(made, act) {
    const button = /** @type {HTMLButtonElement} */ (made);
    button.type = 'button';
    button.addEventListener('click', act);
    button.addEventListener('keydown', event => {
        if (event.key === 'Enter') {
            event.stopPropagation();
        }
    });
    return button;
}
