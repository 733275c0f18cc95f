//! All routes and the layers around them.

use axum::{
    Extension, Router,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing::Span;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};

use super::{
    AppState, config::Environment, forms, layers, openapi, problem, render, request_id, routes,
    site::with_files, timeline,
};
use crate::{
    error::Code,
    paths,
    views::{self, app, feature::Feature, shell},
};

/// Builds the complete router: the routes of the foundation, and the routes, forms and pages of a product.
pub fn router(
    state: AppState,
    api: OpenApiRouter<AppState>,
    forms: Router<AppState>,
    pages: MountPages,
) -> Router {
    let (api, description) = api_routes(&state).merge(api).split_for_parts();
    let description = openapi::finished(description, state.domain.exports());
    let router = reserve_prefixes(api)
        .layer(Extension(description))
        .merge(forms)
        .route(paths::LOGIN, post(forms::sign_in))
        .route(paths::SIGN_UP, post(forms::sign_up))
        .route(paths::VERIFY, post(forms::verify))
        .route(paths::FORGOT, post(forms::forgot))
        .route(paths::RESET, post(forms::reset))
        .route(paths::NOT_ME, post(forms::not_me))
        .route(paths::DEVICES, post(forms::devices))
        .route(paths::SECURITY, post(forms::security))
        .route(paths::USERS_PAGE, post(forms::admin))
        .route(paths::ACCOUNT, post(forms::rename))
        .route(paths::ACTIVITY, post(forms::activity))
        .route(paths::LOGOUT, post(forms::sign_out));
    // Absent from production: its path is one that does not exist.
    let router = match state.config.mode.environment {
        Environment::Development => router
            .route(paths::PARTS, get(render::parts))
            .route(
                paths::MAILBOX,
                get(routes::mailbox::page).post(routes::mailbox::empty),
            )
            .route(
                paths::MAILBOX_JSON,
                get(routes::mailbox::json).delete(routes::mailbox::clear),
            )
            .route(paths::MAILBOX_HTML, get(routes::mailbox::html))
            .route(paths::TIMELINE, get(timeline::routes::page))
            .route(paths::TIMELINE_JSON, get(timeline::routes::json))
            .route(paths::TIMELINE_ACT, post(timeline::routes::act))
            .route(paths::TIMELINE_FILE, get(timeline::routes::file)),
        Environment::Production => router,
    };
    let router = pages(router, &state).method_not_allowed_fallback(problem::method_not_allowed);
    with_layers(with_files(router, &state), &state).with_state(state)
}

/// Mounts the pages and the server functions.
pub type MountPages = fn(Router<AppState>, &AppState) -> Router<AppState>;

/// Mounts the pages of the foundation and of the product `F`, and every server function.
pub fn mount_pages<F: Feature>(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let (options, for_pages, for_shell) =
        (state.leptos_options.clone(), state.clone(), state.clone());
    router.leptos_routes_with_context(
        state,
        generate_route_list(|| app::<F>(|_| views::parts::<F>())),
        move || render::provide(&for_pages),
        move || shell::<F>(options.clone(), &for_shell.site.assets),
    )
}

/// Mounts the REST routes and describes them in OpenAPI in one step.
fn api_routes(state: &AppState) -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::foundation(&state.cookies))
        .routes(routes!(routes::token::issue))
        .routes(
            routes!(routes::refresh::get, routes::refresh::post)
                .map(|methods| methods.head(routes::refresh::head)),
        )
        .routes(routes!(routes::bound::prove))
        .routes(routes!(routes::bound::start))
        .routes(routes!(routes::token::revoke))
        .routes(routes!(routes::users::create))
        .routes(routes!(routes::users::verify))
        .routes(routes!(routes::password::forgot))
        .routes(routes!(routes::password::reset))
        .routes(routes!(
            routes::me::get,
            routes::me::rename,
            routes::me::delete
        ))
        .routes(routes!(routes::proof::give))
        .routes(routes!(routes::admin::list))
        .routes(routes!(routes::admin::disable))
        .routes(routes!(routes::admin::enable))
        .routes(routes!(routes::admin::end_sessions))
        .routes(routes!(routes::admin::reset))
        .routes(routes!(routes::admin::role))
        .routes(routes!(routes::admin::invite))
        .routes(routes!(routes::password::change))
        .routes(routes!(routes::users::change_email))
        .routes(routes!(
            routes::sessions::list,
            routes::sessions::end_others
        ))
        .routes(routes!(routes::sessions::end))
        .routes(routes!(routes::activity::list))
        .routes(routes!(routes::data::get))
        .routes(routes!(routes::openapi::get))
        .routes(routes!(routes::health::healthz))
        .routes(routes!(routes::health::readyz))
        .routes(routes!(routes::well_known::jwks))
        .routes(routes!(routes::well_known::change_password))
}

/// Answers 404 for the unmounted rest of the API prefixes, so that no path below them is ever a page.
fn reserve_prefixes(router: Router<AppState>) -> Router<AppState> {
    router
        .route("/api", any(problem::not_found))
        .route("/api/", any(problem::not_found))
        .route("/api/{*rest}", any(problem::not_found))
        .route("/.well-known", any(problem::not_found))
        .route("/.well-known/", any(problem::not_found))
        .route("/.well-known/{*rest}", any(problem::not_found))
}

/// Adds the layers. The first layer of a builder sees a request first.
fn with_layers(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), layers::admit))
        .layer(CompressionLayer::new())
        .layer(cross_origin(state.config.network.base_url.origin()))
        .layer(from_fn_with_state(state.clone(), layers::authorize));
    let router = router.layer(layers);
    let router = match state.timeline {
        Some(_) => router.layer(from_fn_with_state(state.clone(), timeline::observe)),
        None => router,
    };
    outermost(router, state.config.network.base_url.is_https())
}

/// Adds the layers that apply to every response, including that of a handler that panicked.
fn outermost<S: Clone + Send + Sync + 'static>(router: Router<S>, https: bool) -> Router<S> {
    let layers = ServiceBuilder::new()
        .map_request(request_id::keep_plain)
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_request(())
                .on_response(())
                .on_failure(()),
        )
        .layer(from_fn_with_state(https, layers::complete))
        .layer(CatchPanicLayer::custom(problem::panicked));
    router.layer(layers)
}

/// Rejects unsafe cross-origin requests before any other code reads them.
fn cross_origin(base_url: &str) -> CsrfLayer<fn(ProtectionError) -> Response> {
    fn refuse(_: ProtectionError) -> Response {
        Code::CrossOrigin.into_response()
    }
    let layer = CsrfLayer::new();
    let trusting = layer.clone().add_trusted_origin(base_url);
    trusting
        .unwrap_or(layer)
        .with_rejection_response(refuse as fn(ProtectionError) -> Response)
}

/// Creates the span of a request, which every log line of it carries. Omits the query, which may hold private data.
fn span<B>(request: &http::Request<B>) -> Span {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path(), ip = tracing::field::Empty)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::{body::Body, extract::Request, routing::get};
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn the_answer_to_a_panic_has_every_header_and_is_counted() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let counts = recorder.handle();
        let _here = ::metrics::set_default_local_recorder(&recorder);
        let panics = Router::new().route(
            "/panics",
            get(|| async {
                if true {
                    panic!("as the test wants")
                }
            }),
        );
        let answer = outermost(panics, true)
            .oneshot(Request::get("/panics").body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(answer.status(), 500);
        for header in [
            "content-security-policy",
            "x-content-type-options",
            "strict-transport-security",
            "cache-control",
            "x-request-id",
        ] {
            assert!(
                answer.headers().contains_key(header),
                "{header}: {answer:?}"
            );
        }
        let counted = counts.render();
        assert!(
            counted.contains("latchkey_http_requests_total{route=\"/panics\",status=\"500\"} 1"),
            "{counted}"
        );
    }
}
