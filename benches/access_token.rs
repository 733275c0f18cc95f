//! What verifying an access token costs: the bare signature check, a token seen for the first time, and one seen before.

use std::{hint::black_box, time::Duration};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use latchkey::{
    rules::{
        access_token::{AccessToken, AccessTokens, Subject},
        alg::SigningAlg,
        clock::{Clock, Timestamp},
        key_ring::KeyRing,
        signing_key::{KeyError, SigningKey},
    },
    sensitive::Sensitive,
    session::{Generation, Role},
};

fn issue(tokens: &AccessTokens) -> AccessToken {
    let issued = tokens.issue(&Subject {
        user_id: &"019a0000-0000-7000-8000-000000000001".into(),
        email: "demo@latchkey.test",
        name: "Demo",
        role: Role::User,
        session_id: &"019a0000-0000-7000-8000-000000000002".into(),
        generation: Generation::new(7),
        proved_at: Timestamp::from_millis(0),
        ends_at: Timestamp::MAX,
    });
    issued.unwrap_or_else(|error| panic!("{error}"))
}

fn tokens(alg: SigningAlg, private: &Sensitive<Vec<u8>>) -> Result<AccessTokens, KeyError> {
    let ring = KeyRing::new(SigningKey::read(alg, private)?, []);
    let (ttl, leeway) = (Duration::from_secs(300), Duration::from_secs(5));
    Ok(AccessTokens::new(
        ring,
        "http://localhost:3000".to_owned(),
        ttl,
        leeway,
        Clock::system(),
    ))
}

fn verify(criterion: &mut Criterion) {
    for alg in [SigningAlg::EdDsa, SigningAlg::Es256, SigningAlg::Hs256] {
        let private = SigningKey::generate(alg).unwrap_or_else(|error| panic!("{error}"));
        let tokens = tokens(alg, &private).unwrap_or_else(|error| panic!("{error}"));
        let keys = tokens.keys();
        let key = keys.issuing();
        let token = issue(&tokens);
        let mut group = criterion.benchmark_group(alg.as_str());
        group.bench_function("bare signature check", |bencher| {
            bencher.iter(|| {
                black_box(key.verifies(black_box(&token.header_and_payload), &token.signature))
            });
        });
        group.bench_function("token not seen before", |bencher| {
            bencher.iter_batched(
                || issue(&tokens),
                |token| {
                    black_box(
                        tokens
                            .verify(&token.header_and_payload, &token.signature)
                            .is_ok(),
                    )
                },
                BatchSize::SmallInput,
            );
        });
        group.bench_function("token seen before", |bencher| {
            bencher.iter(|| {
                black_box(
                    tokens
                        .verify(black_box(&token.header_and_payload), &token.signature)
                        .is_ok(),
                )
            });
        });
        group.finish();
    }
}

criterion_group!(benches, verify);
criterion_main!(benches);
