//! The built files that a document loads.

use leptos::prelude::*;

/// The addresses of the built files, content-hashed in a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// Whether each name has the hash of its file's content.
    pub are_hashed: bool,
    /// The style sheet.
    pub style: String,
    /// The script that loads the module.
    pub script: String,
    /// The WebAssembly module.
    pub module: String,
    /// The script that loads the chunk; empty if the build was not split.
    pub chunk_script: String,
    /// The chunk with the code of the lazy pages ([`super::lazy`]).
    pub chunks: Vec<String>,
}

impl Assets {
    /// Renders the links and the script of a document. `is_lazy` is for a page whose code is in the chunk: the browser then
    /// fetches the chunk beside the module, but after the first paint. On a slow network the module fills the line until then.
    pub fn links(&self, is_lazy: bool, nonce: Option<String>) -> impl IntoView + use<> {
        let chunk_script = (!self.chunk_script.is_empty()).then(|| self.chunk_script.clone());
        let chunks = if is_lazy {
            self.chunks.clone()
        } else {
            Vec::new()
        };
        // The module waits behind style and text, which are there to be read.
        let fetched = |rel: &'static str, address: String| {
            view! {
                <link
                    rel=rel
                    href=address
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                    fetchpriority="low"
                />
            }
        };
        let later = if chunks.is_empty() {
            ""
        } else {
            // A timer that is set in a frame ends after that frame is painted.
            "requestAnimationFrame(()=>setTimeout(()=>document.querySelectorAll('[rel=later]').forEach(l=>l.rel='preload')));"
        };
        let (script, module) = (&self.script, &self.module);
        // The next document has the right times from the first, whatever becomes of this one.
        let start = format!(
            "{later}import({script:?}).then(m=>m.default({{module_or_path:{module:?}}}).then(()=>m.hydrate()));\
             document.cookie=`lk_tz=${{Intl.DateTimeFormat().resolvedOptions().timeZone}};path=/;max-age=31536000;samesite=lax${{location.protocol=='https:'?';secure':''}}`"
        );
        view! {
            <link id="style" rel="stylesheet" href=self.style.clone() />
            <link rel="modulepreload" href=self.script.clone() />
            {chunk_script.map(|address| view! { <link rel="modulepreload" href=address /> })}
            {fetched("preload", self.module.clone())}
            {chunks.into_iter().map(|chunk| fetched("later", chunk)).collect::<Vec<_>>()}
            <script type="module" nonce=nonce>
                {start}
            </script>
        }
    }
}
