import Wire

extension FuzzedReader {
    static func jsonViolation(by bytes: [UInt8]) -> String? {
        let value: JSONValue
        do {
            value = try JSONReader.read(bytes)
        } catch {
            return (0...bytes.count).contains(error.offset) ? nil : "an error behind the end: \(error)"
        }
        let written = JSONWriter.write(value)
        // A number may be longer when it is written: 1e9 becomes 1000000000.0.
        let roomy = JSONLimits(bytes: .max)
        guard let again = try? JSONReader.read(written, limits: roomy) else { return "not read back" }
        guard again == value, again.hashValue == value.hashValue else { return "read back as another value" }
        guard JSONWriter.write(again) == written else { return "written twice in two ways" }
        guard (try? JSONReader.readObject(bytes)) == value.object else { return "the two readers disagree" }
        return nil
    }

    static func base64Violation(by bytes: [UInt8]) -> String? {
        let text = text(bytes)
        if let decoded = try? Base64URL.decode(text), Base64URL.encode(decoded) != text {
            return "Base64url that isn't canonical"
        }
        if let decoded = try? Base64.decode(text), Base64.encode(decoded) != text {
            return "Base64 that isn't canonical"
        }
        if let decoded = try? Base32.decode(text), Base32.encode(decoded) != text {
            return "Base32 that isn't canonical"
        }
        guard (try? Base32.decode(Base32.encode(bytes))) == bytes else { return "Base32 not read back" }
        guard (try? Base64URL.decode(Base64URL.encode(bytes))) == bytes else {
            return "Base64url not read back"
        }
        guard (try? Base64.decode(Base64.encode(bytes))) == bytes else { return "Base64 not read back" }
        return nil
    }

    static func formViolation(by bytes: [UInt8]) -> String? {
        guard let form = try? FormParameters(parsing: bytes) else { return nil }
        // A byte may take three when it is written.
        let roomy = FormLimits(bytes: .max)
        guard let again = try? FormParameters(query: form.encoded(), limits: roomy) else {
            return "not read back"
        }
        guard again == form, again.hashValue == form.hashValue else { return "read back as another form" }
        for name in form.names {
            let values = form.pairs.filter { Array($0.name.utf8) == Array(name.utf8) }.map(\.value)
            let single: String?
            do {
                single = try form.single(name)
            } catch {
                if values.count < 2 { return "a lone parameter called repeated" }
                continue
            }
            guard values.count == 1, single == (values[0].isEmpty ? nil : values[0]) else {
                return "a repeated or empty parameter taken"
            }
        }
        guard !form.pairs.contains(where: { ($0.name + $0.value).utf8.contains(0) }) else { return "a NUL" }
        return nil
    }

    static func uriViolation(by bytes: [UInt8]) -> String? {
        let text = text(bytes)
        guard let uri = try? URI(text) else { return nil }
        guard uri.text.utf8.elementsEqual(bytes) else { return "another text" }
        guard uri.text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "a byte that no URI has"
        }
        // RFC 3986 §5.3, with the scheme as it was written.
        var composed = text.prefix(uri.scheme.utf8.count) + ":"
        if let host = uri.host {
            composed += "//" + (uri.userinfo.map { $0 + "@" } ?? "") + host
            composed += uri.port.map { ":" + String($0) } ?? ""
        }
        composed += uri.path + (uri.query.map { "?" + $0 } ?? "") + (uri.fragment.map { "#" + $0 } ?? "")
        guard composed == text else { return "parts that don't make the whole" }
        if let origin = uri.origin {
            guard let again = try? URI(origin), again.origin == origin, again.isLoopback == uri.isLoopback
            else {
                return "an origin that is none"
            }
        }
        let longer = uri.appending(query: FormParameters([("state", "a&b #é")]))
        if longer.utf8.count <= Limits.uriBytes {
            guard let again = try? URI(longer), again.host == uri.host, again.path == uri.path,
                again.fragment == uri.fragment, again.query?.hasSuffix("state=a%26b+%23%C3%A9") == true
            else { return "an added query changes more than the query" }
        }
        return nil
    }
}
