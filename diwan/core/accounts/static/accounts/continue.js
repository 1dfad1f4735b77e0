// The provider sent the browser back here: go on without a click.
document.querySelector("form[data-continue]").requestSubmit();
