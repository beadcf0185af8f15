//! Answers that are not a plain 200.

use poem_openapi::ApiResponse;
use poem_openapi::payload::Json;
use poem_openapi::types::ToJSON;

#[derive(ApiResponse)]
pub enum Created<T: ToJSON> {
    /// Done; the result.
    #[oai(status = 201)]
    Created(Json<T>),
}

impl<T: ToJSON> Created<T> {
    pub fn new(result: T) -> Created<T> {
        Created::Created(Json(result))
    }
}

#[derive(ApiResponse)]
pub enum Done {
    /// Done.
    #[oai(status = 204)]
    Done,
}
