import Wire

/// The device code grant (RFC 8628 §3.4): a device asks whether a person has approved it. `DeviceAuthorization.poll`
/// says what it is told.
package struct DeviceCodeGrant: Sendable {
    package let code: DeviceCodeHash
    /// Where the access token is to be presented (RFC 8707 §2.2); `nil` for our UserInfo endpoint.
    package let resource: String?
    /// A device is allowed none, so that any is more than was allowed (RFC 9396 §6).
    package let details: AuthorizationDetails?

    init(_ parameters: FormParameters) throws(TokenError) {
        code = DeviceCodeHash(ofPresented: try parameters.required("device_code"))
        resource = try parameters.resource()
        details = try parameters.authorizationDetails()
    }
}
