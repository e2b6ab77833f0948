// The few sentences that scripts say themselves, in the language of the page.
export const words = () => JSON.parse(document.body.dataset.words);
