//! Refresh tokens that a program binds to its own key (RFC 9449).

use serde_json::{Value, json};

use crate::{
    signer::Signer,
    support::{Answer, App, Ask, EMAIL, ORIGIN, PASSWORD, on_each_database},
};

const TOKEN: &str = "/api/token";
const REFRESH: &str = "/api/token/refresh";
const OFF: &[(&str, &str)] = &[("LATCHKEY_DEVICE_BINDING", "off")];

fn proof(app: &App, signer: &Signer, path: &str, jti: &str) -> String {
    let header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": signer.jwk()});
    let iat = app.now().millis() / 1000;
    let claims = json!({"jti": jti, "htm": "POST", "htu": format!("{ORIGIN}{path}"), "iat": iat});
    signer.sign(&header, &claims)
}

async fn sign_in(app: &App, proof: &str) -> Answer {
    let body = json!({"email": EMAIL, "password": PASSWORD});
    Ask::post(TOKEN)
        .header("dpop", proof)
        .json(&body)
        .to(app)
        .await
}

async fn refresh(app: &App, token: &Value, proof: Option<&str>) -> Answer {
    let ask = Ask::post(REFRESH).json(&json!({"refresh_token": token}));
    let ask = match proof {
        Some(proof) => ask.header("dpop", proof),
        None => ask,
    };
    ask.to(app).await
}

on_each_database!(a_refresh_token_is_of_its_programs_key);
async fn a_refresh_token_is_of_its_programs_key(app: App) {
    let (signer, thief) = (Signer::new(), Signer::new());
    let tokens = sign_in(&app, &proof(&app, &signer, TOKEN, "1"))
        .await
        .is(200)
        .json();
    assert_eq!(tokens["token_type"], "Bearer");
    let token = &tokens["refresh_token"];
    refresh(&app, token, None)
        .await
        .problem(401, "refresh_unbound");
    let stolen = refresh(&app, token, Some(&proof(&app, &thief, REFRESH, "2"))).await;
    stolen.problem(401, "refresh_unbound");
    let right = proof(&app, &signer, REFRESH, "3");
    let next = refresh(&app, token, Some(&right)).await.is(200).json();
    let replayed = refresh(&app, &next["refresh_token"], Some(&right)).await;
    replayed.problem(400, "invalid_dpop_proof");
    let late = proof(&app, &signer, REFRESH, "4");
    app.advance(61);
    let late = refresh(&app, &next["refresh_token"], Some(&late)).await;
    late.problem(400, "invalid_dpop_proof");
    let right = proof(&app, &signer, REFRESH, "5");
    refresh(&app, &next["refresh_token"], Some(&right))
        .await
        .is(200);
}

on_each_database!(a_proof_that_is_not_right_signs_nobody_in);
async fn a_proof_that_is_not_right_signs_nobody_in(app: App) {
    let signer = Signer::new();
    for wrong in ["", "a.b.c", &proof(&app, &signer, REFRESH, "1")] {
        sign_in(&app, wrong)
            .await
            .problem(400, "invalid_dpop_proof");
    }
    let right = proof(&app, &signer, TOKEN, "2");
    sign_in(&app, &right).await.is(200);
    sign_in(&app, &right)
        .await
        .problem(400, "invalid_dpop_proof");
    let twice = Ask::post(TOKEN)
        .header("dpop", &proof(&app, &signer, TOKEN, "3"))
        .header("dpop", &proof(&app, &signer, TOKEN, "4"))
        .json(&json!({"email": EMAIL, "password": PASSWORD}));
    twice.to(&app).await.problem(400, "invalid_dpop_proof");
}

on_each_database!(a_token_without_a_key_needs_none);
async fn a_token_without_a_key_needs_none(app: App) {
    let mut program = app.program().await;
    program.refresh().await.is(200);
    let token = json!(program.refresh);
    let extra = proof(&app, &Signer::new(), REFRESH, "1");
    refresh(&app, &token, Some(&extra)).await.is(200);
}

on_each_database!(a_switch_turns_it_off, OFF);
async fn a_switch_turns_it_off(app: App) {
    let tokens = sign_in(&app, "junk").await.is(200).json();
    refresh(&app, &tokens["refresh_token"], None).await.is(200);
}
