import COpenSSL

/// The numbers of a key on their way into libcrypto.
///
/// libcrypto's builder keeps pointers to names and values until the key is made, so names are literals, which
/// stay where they are, and values are owned here.
struct KeyParameters: ~Copyable {
    enum Part {
        case publicKey, keyPair

        var selection: Int32 {
            switch self {
            case .publicKey: HUE_EVP_PKEY_PUBLIC_KEY
            case .keyPair: HUE_EVP_PKEY_KEYPAIR
            }
        }
    }

    /// libcrypto's name of a number (`OSSL_PKEY_PARAM_…`; Swift doesn't see all of those macros).
    enum Name {
        case modulus, publicExponent, privateExponent, factor1, factor2, exponent1, exponent2, coefficient1
        case group, publicPoint, publicX, publicY, privateValue

        var literal: StaticString {
            switch self {
            case .modulus: "n"
            case .publicExponent: "e"
            case .privateExponent: "d"
            case .factor1: "rsa-factor1"
            case .factor2: "rsa-factor2"
            case .exponent1: "rsa-exponent1"
            case .exponent2: "rsa-exponent2"
            case .coefficient1: "rsa-coefficient1"
            case .group: "group"
            case .publicPoint: "pub"
            case .publicX: "qx"
            case .publicY: "qy"
            case .privateValue: "priv"
            }
        }
    }

    private let builder: OpaquePointer
    private var numbers: [OpaquePointer] = []
    private var octets: [UnsafeMutableRawBufferPointer] = []

    init() throws(CryptographyError) {
        builder = try Library.check(OSSL_PARAM_BLD_new())
    }

    deinit {
        OSSL_PARAM_BLD_free(builder)
        for number in numbers { BN_clear_free(number) }
        for octets in octets {
            OPENSSL_cleanse(octets.baseAddress, octets.count)
            octets.deallocate()
        }
    }

    mutating func add(_ name: Name, number: borrowing BigNumber) throws(CryptographyError) {
        let copy = try Library.check(BN_secure_new())
        numbers.append(copy)
        guard BN_copy(copy, number.pointer) != nil else { throw Library.failure() }
        try Library.check(OSSL_PARAM_BLD_push_BN(builder, name.literal.cString, copy))
    }

    mutating func add(_ name: Name, octets bytes: [UInt8]) throws(CryptographyError) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        octets.append(copy)
        copy.copyBytes(from: bytes)
        try Library.check(
            OSSL_PARAM_BLD_push_octet_string(builder, name.literal.cString, copy.baseAddress, copy.count))
    }

    mutating func add(_ name: Name, text: StaticString) throws(CryptographyError) {
        try Library.check(OSSL_PARAM_BLD_push_utf8_string(builder, name.literal.cString, text.cString, 0))
    }

    /// The key of the algorithm that libcrypto calls `name`; libcrypto's refusal comes out as `refusal`.
    consuming func makeKey(
        _ name: StaticString, _ part: Part, refusal: KeyFault
    ) throws(CryptographyError) -> KeyHandle {
        guard let parameters = OSSL_PARAM_BLD_to_param(builder) else { throw Library.failure() }
        defer { OSSL_PARAM_free(parameters) }
        let context = try Library.check(EVP_PKEY_CTX_new_from_name(nil, name.cString, nil))
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_fromdata_init(context))
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata(context, &key, part.selection, parameters) == 1, let key else {
            ERR_clear_error()
            throw .invalidKey(refusal)
        }
        return KeyHandle(owning: key)
    }
}

extension StaticString {
    /// The literal as C sees it; it is never freed. Literals are UTF-8 and end with a NUL.
    var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
