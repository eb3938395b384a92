/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzFormParameters(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    if let violation = FuzzedReader.form.violation(by: Array(UnsafeBufferPointer(start: start, count: count))) {
        fatalError(violation)
    }
    return 0
}
