import Hummingbird
import NIOCore
import Wire

/// Why a body is no JSON object.
enum JSONBodyFault: Error, Hashable {
    case otherType
    case tooLarge
    /// It doesn't come to its end: the peer has gone, or the edge has refused it and answered.
    case interrupted
    case malformed(JSONError)

    /// For developers, where the protocol has nothing finer to say.
    var sentence: String {
        switch self {
        case .otherType: "the content type must be application/json"
        case .tooLarge, .interrupted: "the body is too large, or does not come to its end"
        case .malformed: "the body is not a JSON object"
        }
    }
}

extension Request {
    /// The body, which must be a JSON object.
    /// - Parameter types: what it may be said to be, whatever else is said of it.
    func jsonObject(
        of types: [String] = ["application/json"], atMost limit: Int = Limits.jsonBytes
    ) async throws(JSONBodyFault) -> JSONObject {
        guard let type = mediaType, types.contains(where: type.hasSameBytes(as:)) else { throw .otherType }
        let body: ByteBuffer
        do { body = try await wholeBody(atMost: limit) } catch {
            throw error is NIOTooManyBytesError ? .tooLarge : .interrupted
        }
        do throws(JSONError) {
            return try JSONReader.readObject(Array(body.readableBytesView), limits: JSONLimits(bytes: limit))
        } catch { throw .malformed(error) }
    }
}
