import HTTPTypes
import Hummingbird
import NIOCore
import OpenIDConnect
import Operations
import SCIM
import Wire

// What SCIM's endpoints answer with (RFC 7644 §3.1, §3.12, §8.1).
extension Response {
    static func scim(_ object: JSONObject, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/scim+json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.write(object))))
    }

    static func scim(_ error: SCIMError) -> Response {
        scim(error.json, status: HTTPResponse.Status(code: error.status))
    }

    /// An error that isn't one of the protocol's.
    static func scim(_ status: HTTPResponse.Status, _ detail: String) -> Response {
        scim(SCIMError.json(status: status.code, detail: detail), status: status)
    }

    /// One resource, with its version (RFC 7644 §3.14).
    static func scim(
        _ resource: Resource, _ selection: AttributeSelection, status: HTTPResponse.Status = .ok
    ) -> Response {
        scim(resource.json(selection), status: status).adding(.eTag, resource.version.text)
    }
}

extension RefusedRequest {
    /// What SCIM refuses, in its form; a token that opens nothing with a challenge besides (RFC 6750 §3).
    static func scim(_ refusal: SCIMRefusal, _ request: Request, _ issuer: Issuer) -> RefusedRequest {
        var record: Record?
        if refusal.isRecorded {
            record = Record(action: .scim, code: refusal.code, client: refusal.client)
            if let client = refusal.client { record?.actor = .client(client.text) }
        }
        return RefusedRequest(record, .page(response(to: refusal, request, issuer)))
    }

    private static func response(to refusal: SCIMRefusal, _ request: Request, _ issuer: Issuer) -> Response {
        switch refusal {
        case .bearer(let error, _):
            .scim(HTTPResponse.Status(code: error.status), error.sentence)
                .challenging(error, request, issuer)
        case .refused(let error, _): .scim(error)
        case .unavailable(let why, _): .scim(.internalServerError, why.description)
        case .busy: .scim(.serviceUnavailable, "too many lists are being made at once; try again later")
        case .database: .scim(.serviceUnavailable, "the records are not available")
        }
    }
}
