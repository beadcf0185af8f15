//! The first admin of a new workspace.

use super::Group;
use super::me::Me;
use crate::actions::setup::{self, FirstAdmin};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::{client_address, cookie};
use poem::Request;
use poem::web::Data;
use poem::web::cookie::CookieJar;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Session")]
impl Api {
    /// Whether the first admin has still to be made.
    #[oai(path = "/setup", method = "get", operation_id = "get_setup")]
    async fn get(&self, edge: Data<&Arc<Edge>>) -> Result<Json<SetupState>, ApiError> {
        let is_needed = setup::is_needed(&edge.app.store.view()?)?;
        Ok(Json(SetupState { is_needed }))
    }

    /// Make the first admin, who is signed in by it: the answer sets the session's cookie.
    #[oai(path = "/setup", method = "post", operation_id = "set_up")]
    async fn finish(
        &self,
        edge: Data<&Arc<Edge>>,
        cookies: &CookieJar,
        request: &Request,
        body: Json<FirstRun>,
    ) -> Result<SetUpResponse, ApiError> {
        let FirstRun { code, name, email, password } = body.0;
        let address = client_address(request);
        let first = FirstAdmin { name, email, password };
        let made = setup::finish(&edge.app, &edge.doors, &address, &code, first);
        let (agent, token) = made.await?;
        cookies.add(cookie(&token));
        let me = Me::render(&edge.app.store.view()?, agent)?;
        Ok(SetUpResponse::SignedIn(Json(me)))
    }
}

#[derive(Object)]
pub struct SetupState {
    /// Nobody can sign in yet.
    pub is_needed: bool,
}

#[derive(Object)]
pub struct FirstRun {
    /// What the server has shown when it was started; each start shows another one.
    pub code: String,
    pub name: String,
    pub email: String,
    pub password: String,
}

#[derive(ApiResponse)]
enum SetUpResponse {
    /// Made, and signed in.
    #[oai(status = 201)]
    SignedIn(Json<Me>),
}
