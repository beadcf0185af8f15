//! Signing in and out.

use super::Group;
use super::me::Me;
use super::response::Done;
use crate::actions::sessions;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::{SignedIn, client_address, cookie, ended_cookie};
use poem::Request;
use poem::web::Data;
use poem::web::cookie::CookieJar;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Session")]
impl Api {
    /// Sign in. The answer sets the session's cookie.
    #[oai(path = "/session", method = "post", operation_id = "sign_in")]
    async fn sign_in(
        &self,
        edge: Data<&Arc<Edge>>,
        cookies: &CookieJar,
        request: &Request,
        body: Json<Credentials>,
    ) -> Result<SignInResponse, ApiError> {
        let Credentials { email, password } = body.0;
        let address = client_address(request);
        let signed_in = sessions::sign_in(&edge.app, &edge.doors, &address, &email, password);
        let (agent, token) = signed_in.await?;
        cookies.add(cookie(&token));
        let me = Me::render(&edge.app.store.view()?, agent)?;
        Ok(SignInResponse::SignedIn(Json(me)))
    }

    /// Who is signed in.
    #[oai(path = "/session", method = "get", operation_id = "get_session")]
    async fn get(&self, edge: Data<&Arc<Edge>>, session: SignedIn) -> Result<Json<Me>, ApiError> {
        Ok(Json(Me::render(&edge.app.store.view()?, session.0.agent)?))
    }

    /// Sign out.
    #[oai(path = "/session", method = "delete", operation_id = "sign_out")]
    async fn sign_out(
        &self,
        edge: Data<&Arc<Edge>>,
        cookies: &CookieJar,
        session: SignedIn,
    ) -> Result<Done, ApiError> {
        let token = &session.0.token;
        let stays = edge.hub.connections.has_beside(session.0.agent.id, token);
        sessions::sign_out(&edge.app, token, stays).await?;
        edge.hub.end_session(token);
        cookies.add(ended_cookie());
        Ok(Done::Done)
    }
}

#[derive(Object)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

#[derive(ApiResponse)]
enum SignInResponse {
    /// Signed in.
    #[oai(status = 201)]
    SignedIn(Json<Me>),
}
